/** The form of one slot, in the words of people, and the part that says what it means: a sentence and the next dates. */
import type { Child } from 'hono/jsx';
import type { Temporal } from 'temporal-polyfill';
import { dayTypeWord } from '../src/core/calendar.ts';
import { LANGUAGES, languageWord } from '../src/core/languages.ts';
import { DAY_TYPES, type Plays, type Programme, type ReplayOf, type Slot, type Zone } from '../src/core/model.ts';
import { NTHS, type Nth, REPEATS, type Repeat } from '../src/core/recurrence-form.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate, weekdayName } from '../src/core/vietnamese.ts';
import { type ClashQuestion, ClashQuestions, type Margin, Margins } from './clashes.tsx';
import { Icon } from './icons.tsx';
import {
  ActionButton,
  ButtonLink,
  Checks,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  optionsOf,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  TextArea,
  TimeField,
  textOf,
  textsOf,
} from './parts.tsx';
import { RelayProbe } from './relay-probe.tsx';
import { SlotModes } from './slot-modes.tsx';
import { PLAYS } from './slots.tsx';

const PLAYS_OPTIONS = (Object.keys(PLAYS) as Plays[]).map((value) => ({ value, ...PLAYS[value] }));

const REPLAY_OPTIONS: readonly (Option & { readonly value: ReplayOf })[] = [
  { value: 'latest', label: 'Số mới phát gần nhất' },
  {
    value: 'same-month',
    label: 'Số phát lần đầu trong cùng tháng',
    hint: 'Tháng chưa có số mới thì không phát lại số cũ',
  },
  {
    value: 'same-fortnight',
    label: 'Số phát lần đầu trong cùng kỳ hai tuần',
    hint: 'Kỳ tính từ ngày bắt đầu kỳ đầu tiên của kế hoạch',
  },
];

const REPEAT_LABELS: Readonly<Record<Repeat, string>> = {
  once: 'Một lần, vào ngày bắt đầu',
  daily: 'Hằng ngày, hoặc mấy ngày một lần',
  workdays: 'Ngày làm việc (thứ Hai đến thứ Sáu)',
  weekly: 'Hằng tuần hoặc mấy tuần một lần, vào các thứ…',
  'monthly-by-day': 'Hằng tháng hoặc mấy tháng một lần, vào ngày…',
  'monthly-by-weekday': 'Hằng tháng hoặc mấy tháng một lần, vào thứ mấy của tuần thứ mấy',
  yearly: 'Hằng năm, vào ngày bắt đầu',
  rule: 'Quy tắc RRULE (người thành thạo)',
};
const NTH_LABELS: Readonly<Record<Nth, string>> = {
  1: 'Đầu tiên',
  2: 'Thứ hai',
  3: 'Thứ ba',
  4: 'Thứ tư',
  [-1]: 'Cuối cùng',
};
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day) }));

type FormProps = {
  /** The one being changed. */
  readonly slot: Slot | undefined;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly programmes: readonly Programme[];
  readonly zones: readonly Zone[];
  readonly recordings: readonly Option[];
  readonly templates: readonly Option[];
  readonly preview: Preview;
  /** What "Nghe thử" heard, for a browser without scripts. */
  readonly probe?: Child;
  readonly zone: string;
  /** Something about how it begins, ends or is replaced is out of the ordinary, or wrong. */
  readonly modesOpen: boolean;
};

/**
 * `asks` marks what only some choices need: station.css shows it when such a choice is made. Without a browser that
 * knows `:has` everything is shown, and the server reads only what the choice needs.
 */
export const SlotPage = (props: FormProps) => {
  const { slot } = props;
  const path = slot ? `/khung-gio/${slot.id}` : '/khung-gio';
  return (
    <>
      <PageHead title={slot ? slot.title : 'Thêm khung giờ'} lead={slot && 'Thay đổi có hiệu lực từ lần phát tới.'}>
        {slot &&
          (slot.archivedAt === null ? (
            <ButtonLink href={`${path}/luu-tru`} icon="archive">
              Lưu trữ…
            </ButtonLink>
          ) : (
            <>
              <StatusBadge tone="quiet" icon="archive">
                Đã lưu trữ
              </StatusBadge>
              <ActionButton action={`${path}/khoi-phuc`}>Khôi phục</ActionButton>
            </>
          ))}
      </PageHead>
      <form
        method="post"
        action={path}
        class="slot-form"
        hx-post={`/khung-gio/xem-truoc${slot ? `?khung=${slot.id}` : ''}`}
        hx-trigger="input delay:300ms, change"
        hx-sync="replace"
        hx-target="#preview"
        hx-swap="outerHTML"
      >
        <div class="form">
          <ErrorSummary errors={props.errors} />
          <What {...props} />
          <When {...props} />
          <SlotModes values={props.values} errors={props.errors} recordings={props.recordings} open={props.modesOpen} />
        </div>
        <aside class="slot-preview">
          <SlotPreview preview={props.preview} zone={props.zone} />
          <noscript>
            <button type="submit" class="button" formaction={`/khung-gio/xem-truoc${slot ? `?khung=${slot.id}` : ''}`}>
              Xem trước
            </button>
          </noscript>
        </aside>
        <FormEnd button="Lưu khung giờ" cancel="/khung-gio">
          Lịch phát {slot ? 'đổi theo' : 'có thêm khung này'} ngay khi lưu. Những gì đã phát và những thay đổi riêng của
          từng ngày vẫn giữ nguyên.
        </FormEnd>
      </form>
    </>
  );
};

const What = ({ slot, values, errors, programmes, recordings, templates, zones, probe }: FormProps) => (
  <>
    <Field
      {...fieldOf('title', values, errors)}
      label="Tên khung giờ"
      hint="Tên hiện trong lịch phát, ví dụ “Bản tin xã”, “Nhạc hiệu buổi sáng”"
      maxlength={120}
    />
    {zones.length > 1 && (
      <Select
        {...fieldOf('zoneId', values, errors)}
        label="Phát ở đâu"
        hint="Nội dung riêng của một vùng phát thay cho nội dung toàn xã ở vùng đó, đúng lúc nó phát"
        options={optionsOf(zones)}
      />
    )}
    <Radios {...fieldOf('plays', values, errors)} label="Phát gì" options={PLAYS_OPTIONS} />
    <Select
      {...fieldOf('programmeId', values, errors)}
      label="Chuyên mục"
      options={[{ value: '', label: '— Không thuộc chuyên mục nào —' }, ...optionsOf(programmes)]}
    />
    <div class="asks premiere replay session">
      <Select
        {...fieldOf('language', values, errors)}
        label="Ngôn ngữ"
        hint="Khung này chỉ phát các số bằng thứ tiếng đã chọn"
        options={[
          { value: '', label: '— Bản nào có trước, mỗi số một bản —' },
          ...LANGUAGES.map((value) => ({ value, label: languageWord(value) })),
        ]}
      />
    </div>
    <div class="asks replay">
      <Radios {...fieldOf('replayOf', values, errors)} label="Phát lại số nào" options={REPLAY_OPTIONS} />
    </div>
    <div class="asks recording notice">
      <Select
        {...fieldOf('recordingId', values, errors)}
        label="Tệp âm thanh"
        hint={
          recordings.length === 0 ? (
            <>
              Kho tư liệu chưa có tệp nào sẵn sàng. <a href="/kho-tu-lieu">Tải tệp lên</a> trước.
            </>
          ) : (
            'Các tệp đã kiểm tra xong trong kho tư liệu, mới nhất ở trên'
          )
        }
        options={[{ value: '', label: '— Chọn tệp —' }, ...recordings]}
      />
    </div>
    <div class="asks session">
      <Select
        {...fieldOf('templateId', values, errors)}
        label="Mẫu buổi phát"
        hint={
          templates.length === 0 ? (
            <>
              Chưa có mẫu nào. <a href="/mau-buoi/them">Soạn mẫu buổi phát</a> trước.
            </>
          ) : (
            <>
              Các mục của mẫu phát lần lượt theo độ dài thật, trong thời lượng của khung.{' '}
              <a href="/mau-buoi">Các mẫu</a>
            </>
          )
        }
        options={[{ value: '', label: '— Chọn mẫu —' }, ...templates]}
      />
    </div>
    <div class="asks relay">
      <Field
        {...fieldOf('relayUrl', values, errors)}
        label="Địa chỉ luồng của đài cấp trên"
        type="url"
        inputmode="url"
        hint="Luồng trên mạng: http(s), Icecast hoặc HLS (.m3u8). Chưa có địa chỉ thì đến giờ phát tệp dự phòng, hoặc im lặng"
      />
      <div class="actions">
        <button
          type="button"
          class="button"
          hx-post="/khung-gio/nghe-thu"
          hx-include="closest form"
          hx-target="#nghe-thu"
          hx-swap="outerHTML"
        >
          <Icon name="antenna" />
          Nghe thử
        </button>
        <span class="hint">Nối trong vài giây, không phát ra loa</span>
        <noscript>
          <button type="submit" class="button" formaction={`/khung-gio/nghe-thu${slot ? `?khung=${slot.id}` : ''}`}>
            Nghe thử
          </button>
        </noscript>
      </div>
      {probe ?? <RelayProbe />}
    </div>
  </>
);

const When = ({ values, errors, preview }: FormProps) => (
  <>
    <TimeField {...fieldOf('startTime', values, errors)} label="Giờ phát" />
    <HourWarning words={errors.startTime ? undefined : preview.warning} />
    <Field
      {...fieldOf('minutes', values, errors)}
      label="Thời lượng (phút)"
      size={6}
      inputmode="text"
      autocomplete="off"
      hint="Ví dụ 15; một phút rưỡi viết 1:30"
    />
    <DateField {...fieldOf('startDate', values, errors)} label="Ngày bắt đầu" />
    <Select
      {...fieldOf('repeat', values, errors)}
      label="Lặp lại"
      options={REPEATS.map((value) => ({ value, label: REPEAT_LABELS[value] }))}
    />
    <div class="asks daily weekly monthly-by-day monthly-by-weekday yearly">
      <Field
        {...fieldOf('every', values, errors)}
        label="Mấy ngày, tuần, tháng hoặc năm một lần"
        size={4}
        inputmode="numeric"
        autocomplete="off"
        hint="1: lần nào cũng phát; 2 với “hằng tuần” là hai tuần một lần, tính từ ngày bắt đầu"
      />
    </div>
    <div class="asks weekly weekdays">
      <Checks
        name="weekdays"
        label="Vào các thứ"
        options={WEEKDAYS}
        values={textsOf(values, 'weekdays')}
        error={errors.weekdays}
      />
    </div>
    <div class="asks monthly-by-day">
      <Field
        {...fieldOf('monthDays', values, errors)}
        label="Vào các ngày trong tháng"
        autocomplete="off"
        hint="Cách nhau bằng dấu phẩy; “cuối” là ngày cuối tháng. Ví dụ: 1, 15, cuối"
      />
    </div>
    <div class="asks monthly-by-weekday">
      <Select {...fieldOf('weekday', values, errors)} label="Vào thứ" options={WEEKDAYS} />
      <Select
        {...fieldOf('nth', values, errors)}
        label="Lần thứ mấy trong tháng"
        options={NTHS.map((nth) => ({ value: String(nth), label: NTH_LABELS[nth] }))}
      />
    </div>
    <div class="asks rule">
      <Field
        {...fieldOf('rrule', values, errors)}
        label="Quy tắc RRULE (RFC 5545)"
        autocomplete="off"
        spellcheck={false}
        hint="Ví dụ FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20261231"
      />
    </div>
    <div class="asks monthly-by-day yearly rule">
      <Radios
        {...fieldOf('overflow', values, errors)}
        label="Tháng không có ngày 29, 30 hoặc 31"
        options={[
          { value: 'skip', label: 'Bỏ qua tháng ấy' },
          { value: 'last-day', label: 'Phát vào ngày cuối tháng' },
        ]}
      />
    </div>
    <div class="asks daily workdays weekly monthly-by-day monthly-by-weekday yearly">
      <DateField
        {...fieldOf('until', values, errors)}
        label="Ngày cuối cùng"
        hint="Phát cả ngày này. Để trống nếu chưa biết khi nào thôi"
      />
    </div>
    <Checks
      name="dayTypes"
      label="Chỉ vào loại ngày"
      hint="Không chọn loại nào: mọi ngày. Ngày nào thuộc loại nào xem ở Lịch phát → Ngày đặc biệt"
      options={DAY_TYPES.map((value) => ({ value, label: dayTypeWord(value) }))}
      values={textsOf(values, 'dayTypes')}
      error={errors.dayTypes}
    />
    <details class="field" open={['exdates', 'rdates'].some((name) => textOf(values, name) !== '' || errors[name])}>
      <summary>Ngày trừ, ngày thêm</summary>
      <TextArea
        {...fieldOf('exdates', values, errors)}
        label="Trừ các ngày"
        hint="Mỗi dòng một ngày, ví dụ 02/9/2026"
      />
      <TextArea
        {...fieldOf('rdates', values, errors)}
        label="Thêm các ngày"
        hint="Phát thêm ngoài quy tắc, cùng giờ phát; mỗi dòng một ngày"
      />
    </details>
  </>
);

/** Below the hour, where it was typed: a morning that was meant to be an afternoon is seen at once. */
const HourWarning = ({ words, isReply }: { words: string | undefined; isReply?: boolean }) => (
  <div id="hour-warning" role="status" hx-swap-oob={isReply && 'true'}>
    {words && (
      <p class="complaint">
        <Icon name="warning" />
        {words}
      </p>
    )}
  </div>
);

export type Preview = {
  /** About the hour, due even while the rest is not filled in. */
  readonly warning: string | undefined;
} & (
  | {
      readonly sentence: string;
      readonly dates: readonly Temporal.PlainDate[];
      readonly time: string;
      readonly questions: readonly ClashQuestion[];
      readonly margins: readonly Margin[];
    }
  | { readonly problems: readonly string[] }
);

/** What htmx asks for again while somebody types. */
export const PreviewReply = ({ preview, zone }: { preview: Preview; zone: string }) => (
  <>
    <SlotPreview preview={preview} zone={zone} />
    <HourWarning words={preview.warning} isReply />
  </>
);

const SlotPreview = ({ preview, zone }: { preview: Preview; zone: string }) => (
  <section id="preview" aria-live="polite" aria-label="Xem trước">
    <h2>Sẽ phát</h2>
    {'sentence' in preview ? (
      <>
        <p class="sentence">{preview.sentence}.</p>
        {preview.dates.length > 0 ? (
          <ol class="dates">
            {preview.dates.map((day) => (
              <li>
                <span>{weekdayName(day.dayOfWeek)}</span> <span class="figure">{formatDate(day)}</span>{' '}
                <span class="figure">{preview.time}</span>
              </li>
            ))}
          </ol>
        ) : (
          <p class="hint">Không còn lần nào từ hôm nay trở đi.</p>
        )}
        <Margins margins={preview.margins} />
        <ClashQuestions questions={preview.questions} zone={zone} />
      </>
    ) : (
      <ul class="hint">
        {preview.problems.map((words) => (
          <li>{words}</li>
        ))}
      </ul>
    )}
  </section>
);
