/** Phát khẩn cấp: what sounds, messages that are ready, new ones spoken or recorded, and what was ordered before. */
import { approvalDue, type Emergency, endingWord, isDrill, type MessageNow, stateOf } from '../src/core/emergency.ts';
import type { Recording, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { LONGEST_TEXT } from '../src/core/speech.ts';
import { type EpochMs, frames, framesToMs } from '../src/core/time.ts';
import { formatDateTime, formatTime, lengthInWords } from '../src/core/vietnamese.ts';
import { EMERGENCY_PATH, howWords, placesWords } from './emergency-order.tsx';
import { Icon } from './icons.tsx';
import {
  ActionButton,
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Field,
  type FormValues,
  fieldOf,
  PageHead,
  Select,
  StatusBadge,
  Table,
  TextArea,
} from './parts.tsx';
import { SoundField } from './recorder.tsx';

type At = { readonly now: EpochMs; readonly zone: string };

/** With the names of who pressed and who judged. */
export type EmergencyLine = Emergency & { readonly judgedByName: string | null };

type SoundingProps = At & { open: readonly Emergency[]; zones: readonly Zone[]; mayOrder: boolean };

/** Replaced every two seconds while anything sounds or waits. */
export const SoundingPart = ({ open, zones, now, zone, mayOrder }: SoundingProps) => (
  <div
    id="dang-khan-cap"
    {...(open.length > 0 && {
      'hx-get': `${EMERGENCY_PATH}/dang-phat`,
      'hx-trigger': 'every 2s',
      'hx-swap': 'outerMorph',
    })}
  >
    {open.map((one) => (
      <section class="panel alarm" aria-label={`${isDrill(one) ? 'Diễn tập' : 'Khẩn cấp'}: ${one.title}`}>
        <p class="state">
          <SoundingBadge emergency={one} />
        </p>
        <p class="sounding">{one.title}</p>
        <p class="hint">
          {placesWords(one.zoneIds, zones)}, {howWords(one)}. Người ra lệnh: {one.commandedBy}, lúc{' '}
          {formatTime(one.orderedAt, zone, { seconds: true })}.
          {one.stoppedAt !== null && ` Đã có lệnh dừng lúc ${formatTime(one.stoppedAt, zone, { seconds: true })}.`}
          {stateOf(one) === 'waiting' &&
            now - one.orderedAt > 3000 &&
            ' Chưa phát: đang chờ đến lượt hoặc chờ bộ phát.'}
        </p>
        {mayOrder && (
          <ActionButton action={`${EMERGENCY_PATH}/lan/${one.key}/dung`} tone="danger" icon="stop">
            {isDrill(one) ? 'Dừng diễn tập' : 'Dừng bản tin này'}
          </ActionButton>
        )}
      </section>
    ))}
  </div>
);

const SoundingBadge = ({ emergency }: { emergency: Emergency }) => {
  const drill = isDrill(emergency);
  if (stateOf(emergency) === 'waiting')
    return <StatusBadge tone="busy">{drill ? 'CHỜ DIỄN TẬP' : 'CHỜ PHÁT KHẨN CẤP'}</StatusBadge>;
  return <StatusBadge tone="live">{drill ? 'ĐANG DIỄN TẬP' : 'ĐANG PHÁT KHẨN CẤP'}</StatusBadge>;
};

type PageProps = SoundingProps & {
  readonly messages: readonly MessageNow[];
  /** Held in the playout's memory. */
  readonly ready: ReadonlySet<number>;
  readonly recordings: readonly Recording[];
  readonly past: readonly EmergencyLine[];
  readonly older: string | undefined;
  readonly approveWithinHours: number;
  readonly mayJudge: boolean;
  readonly maySet: boolean;
  readonly values?: FormValues;
  readonly errors?: FieldErrors;
};

export const EmergenciesPage = (props: PageProps) => (
  <>
    <PageHead title="Phát khẩn cấp" lead="Ngắt mọi chương trình ở nơi được chọn, kể cả ngoài khung giờ được phép">
      {props.maySet && (
        <ButtonLink href={`${EMERGENCY_PATH}/cai-dat`} icon="pencil">
          Cài đặt
        </ButtonLink>
      )}
    </PageHead>
    <ErrorSummary errors={props.errors} title="Chưa có âm thanh để phát:" />
    <SoundingPart {...props} />
    <div class="today">
      <div class="aside">
        <Messages {...props} />
      </div>
      <div class="aside">
        <NewSound {...props} />
      </div>
    </div>
    <Past {...props} />
  </>
);

const Messages = ({ messages, ready, zones, mayOrder }: PageProps) => (
  <section aria-labelledby="soan-san">
    <h2 id="soan-san">Bản tin soạn sẵn</h2>
    {messages.length === 0 ? (
      <EmptyState
        title="Chưa có bản tin nào soạn sẵn"
        action={mayOrder && <ButtonLink href={`${EMERGENCY_PATH}/ban-tin/them`}>Thêm bản tin</ButtonLink>}
      >
        Soạn sẵn những câu hay cần, như cảnh báo lũ quét hay cháy rừng: khi có việc chỉ cần chọn và xác nhận, loa phát
        ngay.
      </EmptyState>
    ) : (
      <>
        <ul class="choices">
          {messages.map((message) => (
            <li class="message-line">
              <a href={`${EMERGENCY_PATH}/lenh?ban-tin=${message.id}`}>
                {message.title}
                <br />
                <small>
                  Cấp {message.rank} · {placesWords(message.zoneIds, zones)} · {howWords(message)}
                  {message.totalFrames !== null && ` · ${lengthInWords(framesToMs(frames(message.totalFrames)))}`}
                </small>
                <br />
                <MessageBadge message={message} isReady={ready.has(message.id)} />
              </a>
              {mayOrder && (
                <p class="links">
                  <a
                    href={`${EMERGENCY_PATH}/soan?ban-tin=${message.id}&dien-tap=co`}
                    aria-label={`Diễn tập ${message.title}`}
                  >
                    Diễn tập…
                  </a>
                  <a href={`${EMERGENCY_PATH}/ban-tin/${message.id}`} aria-label={`Sửa ${message.title}`}>
                    Sửa
                  </a>
                </p>
              )}
            </li>
          ))}
        </ul>
        {mayOrder && (
          <ButtonLink href={`${EMERGENCY_PATH}/ban-tin/them`} icon="plus">
            Thêm bản tin soạn sẵn
          </ButtonLink>
        )}
      </>
    )}
  </section>
);

const MessageBadge = ({ message, isReady }: { message: MessageNow; isReady: boolean }) => {
  if (message.playoutSha256 === null) return <StatusBadge tone="bad">Tệp âm thanh chưa sẵn sàng</StatusBadge>;
  if (message.checkedSha256 !== message.playoutSha256)
    return <StatusBadge tone="busy">Bộ phát chưa kiểm tra</StatusBadge>;
  if (message.fault !== null) return <StatusBadge tone="bad">Không phát được: {message.fault}</StatusBadge>;
  if (!isReady) return <StatusBadge tone="warn">Đọc được, không giữ trong bộ nhớ: phát chậm hơn một chút</StatusBadge>;
  return <StatusBadge tone="good">Sẵn sàng, phát ngay</StatusBadge>;
};

/** static/emergency.js turns the file field into a recorder where the browser can record. */
const NewSound = ({ recordings, values = {}, errors = {} }: PageProps) => (
  <>
    <section aria-labelledby="loi-moi">
      <h2 id="loi-moi">Gõ nội dung, máy đọc</h2>
      <form method="post" action={`${EMERGENCY_PATH}/loi`}>
        <Field
          {...fieldOf('title', values, errors)}
          label="Tên bản tin"
          hint="Ví dụ: Cảnh báo lũ quét suối Đăk Rơ Ngáo"
          maxlength={120}
          autocomplete="off"
        />
        <TextArea
          {...fieldOf('text', values, errors)}
          label="Nội dung"
          hint={`Câu ngắn, nói việc phải làm trước. Tối đa ${LONGEST_TEXT} ký tự.`}
          rows={5}
        />
        <Button icon="horn">Tạo giọng đọc</Button>
        <p class="hint">Nghe thử ở trang sau rồi mới phát.</p>
      </form>
    </section>
    <section aria-labelledby="ghi-moi">
      <h2 id="ghi-moi">Ghi âm hoặc gửi tệp</h2>
      <form method="post" action={`${EMERGENCY_PATH}/ghi-am`} enctype="multipart/form-data" class="recorder">
        <SoundField error={errors.file} capture="user" />
        <Button icon="upload">Gửi lên</Button>
        <p class="hint">Nghe thử ở trang sau rồi mới phát.</p>
      </form>
    </section>
    {recordings.length > 0 && (
      <section aria-labelledby="tu-kho">
        <h2 id="tu-kho">Lấy từ kho tư liệu</h2>
        <form method="get" action={`${EMERGENCY_PATH}/soan`}>
          <Select
            name="tep"
            label="Âm thanh"
            options={recordings.map(({ id, title, playoutFrames }) => ({
              value: String(id),
              label: `${title} (${lengthInWords(framesToMs(playoutFrames!))})`,
            }))}
          />
          <Button>Chọn</Button>
        </form>
      </section>
    )}
  </>
);

const Past = ({ past, zones, zone, now, approveWithinHours, older }: PageProps) =>
  past.length === 0 ? null : (
    <section aria-labelledby="da-phat" class="orders">
      <h2 id="da-phat">Đã ra lệnh</h2>
      <Table
        caption="Các lệnh phát khẩn cấp và diễn tập, mới nhất trước"
        stack
        head={
          <>
            <th scope="col">Lúc</th>
            <th scope="col">Bản tin</th>
            <th scope="col">Người ra lệnh</th>
            <th scope="col">Kết quả</th>
            <th scope="col">Phê duyệt</th>
          </>
        }
      >
        {past.map((one) => (
          <tr>
            <td class="figure" data-label="Lúc">
              {formatDateTime(one.orderedAt, zone, { seconds: true })}
            </td>
            <td data-label="Bản tin">
              <a href={`${EMERGENCY_PATH}/lan/${one.key}`}>{one.title}</a>
              <small>
                {isDrill(one) ? 'Diễn tập' : placesWords(one.zoneIds, zones)}, {one.reason}
              </small>
            </td>
            <td data-label="Người ra lệnh">
              {one.commandedBy}
              {one.commandedBy !== one.orderedByName && <small>Người bấm: {one.orderedByName}</small>}
            </td>
            <td data-label="Kết quả">
              <EndingBadge emergency={one} />
              <small>
                {one.repeatsDone}/{one.repeats} lần
                {one.answer && `. ${one.answer}`}
              </small>
            </td>
            <td data-label="Phê duyệt">
              <VerdictBadge emergency={one} withinHours={approveWithinHours} now={now} zone={zone} />
            </td>
          </tr>
        ))}
      </Table>
      {older && <ButtonLink href={older}>Cũ hơn</ButtonLink>}
    </section>
  );

export const EndingBadge = ({ emergency }: { emergency: Emergency }) => {
  const { ending } = emergency;
  if (ending === null) return <SoundingBadge emergency={emergency} />;
  const tone = ending === 'completed' ? 'good' : ending === 'failed' || ending === 'lost' ? 'bad' : 'quiet';
  return <StatusBadge tone={tone}>{endingWord(ending)}</StatusBadge>;
};

export const VerdictBadge = (props: { emergency: EmergencyLine; withinHours: number } & At) => {
  const { emergency, withinHours, now, zone } = props;
  const due = approvalDue(emergency, withinHours);
  if (emergency.verdict === 'approved')
    return (
      <>
        <StatusBadge tone="good">Đã duyệt</StatusBadge>
        <small>{emergency.judgedByName}</small>
      </>
    );
  if (emergency.verdict === 'declined')
    return (
      <>
        <StatusBadge tone="bad">Không đồng ý</StatusBadge>
        <small>{emergency.judgedByName}</small>
      </>
    );
  if (due === undefined) return <>Không cần</>;
  return due < now ? (
    <StatusBadge tone="bad">Quá hạn duyệt</StatusBadge>
  ) : (
    <>
      <StatusBadge tone="busy">Chờ duyệt</StatusBadge>
      <small>Hạn {formatDateTime(due, zone)}</small>
    </>
  );
};

/** On Hôm nay, for whoever can mend it. */
export const EmergencyNotices = (props: {
  faults: readonly MessageNow[];
  unjudged: readonly Emergency[];
  withinHours: number;
  now: EpochMs;
}) => {
  const { faults, unjudged, withinHours, now } = props;
  const overdue = unjudged.filter((one) => (approvalDue(one, withinHours) ?? now) < now).length;
  return (
    <>
      {faults.length > 0 && (
        <p class="flash bad" role="alert">
          <Icon name="cross" />
          <span>
            {faults.length} bản tin khẩn cấp không phát được: {faults.map(({ title }) => `“${title}”`).join(', ')}.{' '}
            <a href={EMERGENCY_PATH}>Xem và thay tệp</a>
          </span>
        </p>
      )}
      {unjudged.length > 0 && (
        <p class="flash warn">
          <Icon name="warning" />
          <span>
            {unjudged.length} lần phát khẩn cấp chờ lãnh đạo phê duyệt{overdue > 0 && `, ${overdue} lần đã quá hạn`}.{' '}
            <a href={EMERGENCY_PATH}>Xem</a>
          </span>
        </p>
      )}
    </>
  );
};
