/** Ngày đặc biệt: the list of the year, the form of one row, and what follows from a day's type. */
import type { AgendaLine } from '../src/core/agenda.ts';
import { type CalendarDay, dayNames, dayTypeWord, rangeWords } from '../src/core/calendar.ts';
import { lunarOf, lunarWords, yearName } from '../src/core/lunar.ts';
import {
  DAY_TYPES,
  type DayType,
  type Hours,
  type Programme,
  type Recording,
  type SpecialDay,
} from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { framesToMs } from '../src/core/time.ts';
import { formatClock, formatDateAdministrative, formatDay, formatHours, weekdayName } from '../src/core/vietnamese.ts';
import {
  ButtonLink,
  Checks,
  ConfirmForm,
  DateField,
  EmptyState,
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
  Table,
  type Tone,
  textOf,
  textsOf,
} from './parts.tsx';

export const SPECIAL_PATH = '/lich-phat/ngay-dac-biet';

const TONES: Readonly<Record<DayType, Tone>> = {
  ordinary: 'quiet',
  weekend: 'quiet',
  holiday: 'good',
  tet: 'good',
  mourning: 'warn',
  exams: 'busy',
  special: 'busy',
};

/** The type of a day as a word, an icon and a colour. */
export const DayTypeBadge = ({ type }: { type: DayType }) => (
  <StatusBadge tone={TONES[type]} icon="info">
    {dayTypeWord(type)}
  </StatusBadge>
);

type ListProps = {
  /** `undefined`: the twelve months from today on. */
  readonly year: number | undefined;
  readonly today: CalendarDay;
  readonly lines: readonly AgendaLine[];
  readonly makerOf: (special: SpecialDay) => string | undefined;
  readonly may: (route: string) => boolean;
};

/** Two doors lead to more hours: this one is the day's own, the other a leader's for one occasion. */
const HoursDoor = () => (
  <p class="hint">
    Ngày đặc biệt đổi loại và giờ của chính ngày đó theo lịch chung hoặc văn bản (lễ, tết, thi, tang); chỉ thêm giờ,
    thêm buổi cho một việc cụ thể thì lãnh đạo <a href="/lich-phat/vuot-muc">cho phép vượt mức</a>.
  </p>
);

export const CalendarPage = (props: ListProps) => {
  const { year, today, lines, may } = props;
  const mayChange = may(`POST ${SPECIAL_PATH}`);
  return (
    <>
      <PageHead
        title={year === undefined ? 'Ngày đặc biệt' : `Ngày đặc biệt năm ${year} (${yearName(year)})`}
        lead={<TodayWords {...today} />}
      >
        {may(`POST ${SPECIAL_PATH}/gio-phat`) && (
          <ButtonLink href={`${SPECIAL_PATH}/gio-phat`} icon="clock">
            Giờ phát theo loại ngày
          </ButtonLink>
        )}
        {mayChange && (
          <ButtonLink href={`${SPECIAL_PATH}/them`} tone="main" icon="plus">
            Thêm ngày đặc biệt
          </ButtonLink>
        )}
      </PageHead>
      <HoursDoor />
      {mayChange && (
        <nav class="shortcuts" aria-label="Thêm nhanh">
          <span>Thêm nhanh:</span>
          <a href={`${SPECIAL_PATH}/them?mau=quoc-tang`}>Quốc tang…</a>
          <a href={`${SPECIAL_PATH}/them?mau=giao-thua`}>Buổi giao thừa…</a>
          <a href={`${SPECIAL_PATH}/them?mau=tang-buoi`}>Tăng buổi theo văn bản…</a>
          <a href={`${SPECIAL_PATH}/them?mau=nghi-bu`}>Nghỉ bù…</a>
        </nav>
      )}
      <section class="agenda">
        <h2>{year === undefined ? 'Mười hai tháng tới' : `Cả năm ${year}`}</h2>
        {lines.length === 0 ? (
          <EmptyState title="Không có ngày nào">Ngày lễ tính được từ năm 1968 đến năm 2100.</EmptyState>
        ) : (
          <Table
            caption="Ngày lễ, ngày kỷ niệm và ngày đặc biệt"
            stack
            head={
              <>
                <th scope="col">Ngày (âm lịch)</th>
                <th scope="col">Là ngày</th>
                <th scope="col">Loại ngày, giờ phát</th>
                {mayChange && (
                  <th scope="col">
                    <span class="unseen">Việc</span>
                  </th>
                )}
              </>
            }
          >
            {lines.map((line) => (
              <Row line={line} mayChange={mayChange} {...props} />
            ))}
          </Table>
        )}
      </section>
      <Years year={year ?? today.day.year} />
    </>
  );
};

const TodayWords = (on: CalendarDay) => (
  <>
    Hôm nay {formatDay(on.day).replace(/^Thứ/, 'thứ')}, {lunarWords(lunarOf(on.day))}.{' '}
    {[dayTypeWord(on.type), ...dayNames(on)].join(' · ')}.{' '}
    {on.hours.length === 0 ? 'Hôm nay loa không phát.' : `Loa được phát ${formatHours(on.hours)}.`}
  </>
);

const Years = ({ year }: { year: number }) => (
  <nav class="actions" aria-label="Chọn năm">
    <ButtonLink href={`${SPECIAL_PATH}?nam=${year - 1}`} icon="left">
      Năm {year - 1}
    </ButtonLink>
    <ButtonLink href={SPECIAL_PATH}>Mười hai tháng tới</ButtonLink>
    <ButtonLink href={`${SPECIAL_PATH}?nam=${year}`}>Năm {year}</ButtonLink>
    <ButtonLink href={`${SPECIAL_PATH}?nam=${year + 1}`}>Năm {year + 1}</ButtonLink>
  </nav>
);

const Row = ({ line, mayChange, makerOf }: ListProps & { line: AgendaLine; mayChange: boolean }) => {
  const { from, until, on, special, kind } = line;
  const maker = special && makerOf(special);
  return (
    <tr>
      <td class="figure">
        {from.equals(until)
          ? formatDateAdministrative(from)
          : `${formatDateAdministrative(from)}–${formatDateAdministrative(until)}`}
        <small>
          {weekdayName(from.dayOfWeek)} · {lunarWords(lunarOf(from), { withYear: false })}
        </small>
      </td>
      <td>
        {special && mayChange ? <a href={`${SPECIAL_PATH}/${special.id}`}>{line.name}</a> : line.name}
        {special?.document && <small>Văn bản: {special.document}</small>}
        {maker && <small>Người ghi: {maker}</small>}
        {line.isUsual && <small>Thường lệ; ngày chính thức theo thông báo từng năm</small>}
        {line.makeUp && <small>Trùng ngày nghỉ cuối tuần, thường được nghỉ bù</small>}
        {line.isQuietEve && <small>Đêm giao thừa chưa có giờ phát thêm</small>}
      </td>
      <td data-label="Loại ngày">
        {kind === 'event' && on.type !== 'mourning' ? (
          <span class="hint">Ngày kỷ niệm</span>
        ) : special?.type === null ? (
          <span class="hint">Giữ nguyên loại ngày</span>
        ) : (
          <DayTypeBadge type={special?.type ?? on.type} />
        )}
        <HoursNote {...line} />
      </td>
      {mayChange && (
        <td class="row-actions">
          <RowActions line={line} />
        </td>
      )}
    </tr>
  );
};

/** Of a row its own say; of a holiday the hours of its kind of day. */
const HoursNote = ({ special, on, kind }: AgendaLine) => {
  if (special?.hoursRule === 'add') return <small class="figure">Thêm giờ phát {formatHours(special.hours)}</small>;
  const hours = special?.hoursRule === 'only' ? special.hours : special?.type === null ? undefined : on.hours;
  const isSaid = on.special.some(({ id, hoursRule }) => id !== special?.id && hoursRule !== 'keep');
  if (hours === undefined || kind === 'event' || !on.hasOwnHours || isSaid) return <></>;
  return <small class="figure">{hours.length === 0 ? 'Không phát' : `Chỉ phát ${formatHours(hours)}`}</small>;
};

const RowActions = ({ line: { special, from, makeUp, isQuietEve } }: { line: AgendaLine }) => {
  const [window] = special?.hoursRule === 'add' ? special.hours : [];
  return (
    <>
      {makeUp && <a href={`${SPECIAL_PATH}/them?mau=nghi-bu&ngay=${makeUp}`}>Thêm ngày nghỉ bù…</a>}
      {isQuietEve && <a href={`${SPECIAL_PATH}/them?mau=giao-thua&ngay=${from}`}>Thêm buổi giao thừa…</a>}
      {special && window && special.from === special.until && (
        <a href={slotPath(special, window)}>Thêm khung giờ cho buổi này…</a>
      )}
      {special && <a href={`${SPECIAL_PATH}/${special.id}/bo`}>Bỏ…</a>}
    </>
  );
};

/** The form of a slot for a session that a special day allows, with its day, hour and length. */
function slotPath({ title, from }: SpecialDay, window: Hours[number]): string {
  const [start, end] = [window.from, window.until].map((clock) => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return hour * 60 + minute;
  }) as [number, number];
  const minutes = end > start ? end - start : end + 24 * 60 - start;
  const query = new URLSearchParams({ ten: title, ngay: from, gio: window.from, phut: String(minutes) });
  return `/khung-gio/them?${query}`;
}

// one special day -----------------------------------------------------------------------------------------------------

const TYPE_HINTS: Readonly<Partial<Record<DayType, string>>> = {
  ordinary: 'Ví dụ ngày làm bù vào thứ Bảy',
  holiday: 'Ví dụ ngày nghỉ bù',
  mourning: 'Quốc tang, lễ tang: chương trình giải trí tạm ngừng hoặc được thay',
  exams: 'Giờ phát riêng đặt ở trang Giờ phát theo loại ngày',
};
const TYPE_OPTIONS: readonly Option[] = [
  { value: '', label: 'Giữ nguyên loại ngày', hint: 'Chỉ thêm hoặc thay giờ phát' },
  ...DAY_TYPES.map((type) => ({ value: type, label: dayTypeWord(type), hint: TYPE_HINTS[type] ?? '' })),
];
const HOURS_OPTIONS: readonly Option[] = [
  { value: 'keep', label: 'Theo loại ngày' },
  { value: 'add', label: 'Thêm khung giờ', hint: 'Ngoài giờ sẵn có của ngày: giao thừa, tăng buổi theo văn bản' },
  { value: 'only', label: 'Chỉ phát trong khung giờ dưới đây', hint: 'Để trống khung giờ thì cả ngày không phát' },
];

export const SpecialDayPage = (props: {
  /** The one being changed. */
  day: SpecialDay | undefined;
  values: FormValues;
  errors: FieldErrors;
  recordings: readonly Recording[];
}) => {
  const { day, values, errors, recordings } = props;
  const path = day ? `${SPECIAL_PATH}/${day.id}` : SPECIAL_PATH;
  return (
    <form method="post" action={path} class="form day-form">
      <PageHead title={day ? day.title : 'Thêm ngày đặc biệt'} lead={day && rangeWords(day)}>
        {day && (
          <ButtonLink href={`${path}/bo`} tone="danger">
            Bỏ…
          </ButtonLink>
        )}
      </PageHead>
      <ErrorSummary errors={errors} />
      <Field
        {...fieldOf('title', values, errors)}
        label="Tên hoặc lý do"
        hint="Hiện trong lịch phát của những ngày này, ví dụ “Quốc tang”, “Nghỉ bù Giỗ Tổ”"
        maxlength={120}
      />
      <DateField {...fieldOf('from', values, errors)} label="Từ ngày" />
      <DateField
        {...fieldOf('until', values, errors)}
        label="Đến hết ngày"
        hint="Để trống nếu chỉ một ngày. Sau ngày này lịch phát tự trở lại như thường"
      />
      <Field
        {...fieldOf('document', values, errors)}
        label="Văn bản"
        hint="Số, ký hiệu, ví dụ 12/CV-UBND. Bắt buộc khi đổi giờ phát"
        maxlength={120}
      />
      <Radios {...fieldOf('type', values, errors)} label="Loại ngày" options={TYPE_OPTIONS} />
      <Radios {...fieldOf('hoursRule', values, errors)} label="Giờ phát" options={HOURS_OPTIONS} />
      <HoursDoor />
      <div class="asks hours">
        <Field
          {...fieldOf('hours', values, errors)}
          label="Khung giờ"
          autocomplete="off"
          hint="Cách nhau bằng dấu phẩy, ví dụ 05:30–06:15, 23:50–00:15; khung sau qua nửa đêm"
        />
      </div>
      <div class="asks mourning">
        <Select
          {...fieldOf('recordingId', values, errors)}
          label="Thay chương trình giải trí bằng"
          hint="Bỏ trống: các khung của chuyên mục giải trí im lặng"
          options={[
            { value: '', label: '— Im lặng —' },
            ...recordings.map(({ id, title, playoutFrames }) => ({
              value: String(id),
              label: playoutFrames === null ? title : `${title} (${formatClock(framesToMs(playoutFrames))})`,
            })),
          ]}
        />
      </div>
      <FormEnd button="Lưu ngày đặc biệt" cancel={SPECIAL_PATH}>
        Có hiệu lực ngay: danh sách phát lập lại theo loại ngày mới, và ngoài giờ của ngày ấy loa im lặng, kể cả với nội
        dung đang phát. Những gì đã phát vẫn giữ nguyên trong nhật ký.
      </FormEnd>
    </form>
  );
};

export const ConfirmWithdrawal = ({ day }: { day: SpecialDay }) => (
  <ConfirmForm
    title={`Bỏ “${day.title}”`}
    consequence={`${rangeWords(day)} trở lại như ngày vốn có: loại ngày, giờ phát và các khung giờ. Có hiệu lực ngay, kể cả với nội dung đang phát.`}
    action={`${SPECIAL_PATH}/${day.id}/bo`}
    button="Bỏ ngày đặc biệt"
    cancel={SPECIAL_PATH}
  />
);

// what follows from a type --------------------------------------------------------------------------------------------

export const DayRulesPage = (props: {
  values: FormValues;
  errors: FieldErrors;
  /** Of an ordinary day. */
  ordinary: Hours;
  programmes: readonly Programme[];
}) => {
  const { values, errors, ordinary, programmes } = props;
  return (
    <form method="post" action={`${SPECIAL_PATH}/gio-phat`} class="form">
      <PageHead
        title="Giờ phát theo loại ngày"
        lead={`Ngày thường loa được phát ${formatHours(ordinary)}, đặt ở trang Cấu hình. Loại ngày nào để trống thì theo giờ ấy.`}
      />
      <ErrorSummary errors={errors} />
      {DAY_TYPES.filter((type) => type !== 'ordinary').map((type) => (
        <Field
          name={type}
          label={dayTypeWord(type)}
          autocomplete="off"
          value={textOf(values, type)}
          hint={type === 'weekend' ? 'Cách nhau bằng dấu phẩy, ví dụ 06:00–06:45, 17:00–17:45' : undefined}
          error={errors[type]}
        />
      ))}
      {programmes.length > 0 && (
        <Checks
          name="entertainment"
          label="Chương trình giải trí"
          hint="Tạm ngừng, hoặc được thay, trong ngày tang. Khung phát một tệp nhạc thì xếp vào một chuyên mục giải trí; nhạc hiệu không thuộc chuyên mục nào vẫn phát."
          options={optionsOf(programmes)}
          values={textsOf(values, 'entertainment')}
          error={errors.entertainment}
        />
      )}
      <FormEnd button="Lưu" cancel={SPECIAL_PATH}>
        Có hiệu lực ngay. Khung giờ rơi ra ngoài giờ của một loại ngày thì không phát vào ngày loại ấy.
      </FormEnd>
    </form>
  );
};
