/** Phát trực tiếp: the form that says where, how and for how long, and who went on the air lately. */
import { DROP, type Input, LIMIT, type LiveByPerson } from '../src/core/live.ts';
import type { Entry, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatTime } from '../src/core/vietnamese.ts';
import { Insecure, LiveBadge, lasted } from './live.tsx';
import { timeOrDay } from './on-air.tsx';
import {
  Checks,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  optionsOf,
  PageHead,
  Radios,
  Select,
  TextArea,
  textOf,
  textsOf,
} from './parts.tsx';

type At = { readonly now: EpochMs; readonly zone: string };

type Recent = { readonly live: LiveByPerson; readonly zones: readonly string[]; readonly mayEnd: boolean };

type FormProps = At & {
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly zones: readonly Zone[];
  readonly places: readonly Entry[];
  readonly inputs: readonly Input[];
  /** Within the allowed hours. */
  readonly isOpen: boolean;
  readonly recent: readonly Recent[];
};

export const LivesPage = (props: FormProps) => {
  const { values, errors, zones, places, inputs, isOpen, recent, now, zone } = props;
  return (
    <>
      <PageHead title="Phát trực tiếp" lead="Nói trên loa từ điện thoại, máy tính hoặc từ micro cắm vào máy của đài." />
      {!isOpen && (
        <p class="flash warn" role="status">
          Bây giờ ngoài khung giờ được phép phát: chuẩn bị được, nhưng chưa lên sóng được.
        </p>
      )}
      <form method="post" action="/truc-tiep" class="form live-form">
        <ErrorSummary errors={errors} title="Chưa chuẩn bị được, cần sửa:" />
        <Field {...fieldOf('title', values, errors)} label="Nội dung sẽ nói" />
        {places.length > 0 && (
          <Radios
            {...fieldOf('entryId', values, errors)}
            label="Phát vào lúc nào"
            options={[
              ...places.map(({ id, title, plannedStart, slotEnd, plannedEnd }) => ({
                value: String(id),
                label: `Trong khung “${title}”`,
                hint: `${timeOrDay(plannedStart, now, zone)}–${formatTime(slotEnd ?? plannedEnd, zone)}, lên sóng đúng giờ của khung`,
              })),
              { value: '', label: 'Ngay bây giờ, ngoài lịch' },
            ]}
          />
        )}
        <div class={places.length > 0 ? 'asks unplanned' : undefined}>
          {zones.length > 1 ? (
            <Checks
              name="zoneIds"
              label="Vùng phát"
              values={textsOf(values, 'zoneIds')}
              error={errors.zoneIds}
              hint="Toàn xã đã gồm mọi vùng"
              options={optionsOf(zones)}
            />
          ) : (
            <input type="hidden" name="zoneIds" value={zones[0]?.id} />
          )}
          <Radios
            {...fieldOf('mode', values, errors)}
            label="Nội dung đang phát"
            options={[
              {
                value: 'replace',
                label: 'Tạm ngắt',
                hint: 'Chỉ nghe tiếng người nói; hết lời, chương trình theo lịch trở lại',
              },
              { value: 'talk-over', label: 'Nói trên nền', hint: 'Chương trình vẫn chạy, nhỏ đi 18 dB trong lúc nói' },
            ]}
          />
        </div>
        <Radios
          {...fieldOf('source', values, errors)}
          label="Nguồn tiếng"
          options={[
            { value: 'microphone', label: 'Micro của điện thoại hoặc máy tính này' },
            { value: 'input', label: 'Cổng vào của máy ở đài', hint: 'Micro, bàn trộn cắm vào máy đang chạy phần mềm' },
          ]}
        />
        <Insecure>Chưa có https thì chọn “Cổng vào của máy ở đài”.</Insecure>
        <div class="asks input">
          <Select
            {...fieldOf('device', values, errors)}
            label="Cổng vào"
            options={inputs.map(({ device, name }) => ({ value: device, label: name }))}
          />
        </div>
        <Field
          {...fieldOf('limitMinutes', values, errors)}
          label="Thời lượng tối đa (phút)"
          size={6}
          inputmode="numeric"
          autocomplete="off"
          hint={`Từ ${LIMIT.least} đến ${LIMIT.most}. Hết giờ thì tự kết thúc; trước đó 60 và 10 giây có báo`}
        />
        <label class="choice">
          <input type="checkbox" name="leadIn" value="yes" checked={textOf(values, 'leadIn') !== ''} />
          <span>
            Phát tín hiệu mở đầu
            <small>Hai giây nhạc báo trước lời nói</small>
          </span>
        </label>
        <details class="more" open={errors.dropSeconds !== undefined || errors.reason !== undefined}>
          <summary>Lý do, mất kết nối</summary>
          <TextArea
            {...fieldOf('reason', values, errors)}
            label="Lý do, ghi chú"
            hint="Ghi vào nhật ký hoạt động, không đọc lên loa"
          />
          <Field
            {...fieldOf('dropSeconds', values, errors)}
            label="Mất kết nối bao lâu thì kết thúc (giây)"
            size={6}
            inputmode="numeric"
            autocomplete="off"
            hint={`Từ ${DROP.least} đến ${DROP.most}`}
          />
        </details>
        <FormEnd button="Chuẩn bị phát" cancel="/">
          Chưa có gì lên loa: trang sau thử tiếng rồi mới bấm “Lên sóng”.
        </FormEnd>
      </form>
      {recent.length > 0 && (
        <section aria-labelledby="gan-day-ten">
          <h2 id="gan-day-ten">Gần đây</h2>
          <ul class="rows">
            {recent.map((one) => (
              <RecentLive {...one} now={now} zone={zone} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

const RecentLive = ({ live, zones, mayEnd, now, zone }: Recent & At) => (
  <li>
    <span>
      <a href={`/truc-tiep/${live.id}`}>{live.title}</a>
      <small>
        {live.by}, {zones.join(', ')}. {timeOrDay(live.startedAt ?? live.madeAt, now, zone)}
        {live.startedAt !== null && live.endedAt !== null && `, nói ${lasted(live)}`}
      </small>
    </span>
    <LiveBadge live={live} />
    {mayEnd && live.endedAt === null && (
      <a class="plain" href={`/truc-tiep/${live.id}/ngat`}>
        {live.startedAt === null ? 'Bỏ' : 'Ngắt'}
        <span class="unseen">: {live.title}</span>
      </a>
    )}
  </li>
);
