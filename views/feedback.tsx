/** Sổ tiếp nhận ý kiến: the list, one of them, and the form that takes it down and follows it up. */
import {
  CHANNELS,
  FEEDBACK_STATES,
  type Feedback,
  type FeedbackState,
  feedbackState,
  isFeedbackOverdue,
} from '../src/core/feedback.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate, formatDateTime, formatNumber } from '../src/core/vietnamese.ts';
import {
  ButtonLink,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldId,
  fieldOf,
  type Option,
  PageHead,
  Select,
  StatusBadge,
  Table,
  TextArea,
  TimeField,
  type Tone,
  textOf,
} from './parts.tsx';
import type { May } from './reports.tsx';

const TONES: Readonly<Record<FeedbackState, Tone>> = {
  new: 'warn',
  forwarded: 'busy',
  handled: 'busy',
  answered: 'good',
  aired: 'good',
};
const Badges = ({ one, today }: { one: Feedback; today: string }) => {
  const state = feedbackState(one);
  return (
    <>
      <StatusBadge tone={TONES[state]}>{FEEDBACK_STATES[state]}</StatusBadge>
      {isFeedbackOverdue(one, today) && <StatusBadge tone="bad">Quá hạn</StatusBadge>}
    </>
  );
};

type ListProps = {
  year: number;
  isOpen: boolean;
  rows: readonly Feedback[];
  open: number;
  today: string;
  zone: string;
  may: May;
};

export const FeedbackListPage = ({ year, isOpen, rows, open, today, zone, may }: ListProps) => {
  const add = may('GET /y-kien/them') && (
    <ButtonLink href="/y-kien/them" icon="plus" tone="main">
      Ghi ý kiến
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        title={`Ý kiến phản ánh năm ${year}`}
        lead={open > 0 ? `${formatNumber(open)} ý kiến chưa trả lời` : 'Không còn ý kiến nào chưa trả lời'}
      >
        {add}
        <ButtonLink href="/so-sach/so-y-kien">Sổ tiếp nhận</ButtonLink>
      </PageHead>
      <nav class="actions days" aria-label="Lọc ý kiến">
        <ButtonLink href={`/y-kien?nam=${year - 1}`} icon="left">{`Năm ${year - 1}`}</ButtonLink>
        <ButtonLink href={`/y-kien?nam=${year + 1}`}>{`Năm ${year + 1}`}</ButtonLink>
        <ButtonLink href={`/y-kien?nam=${year}${isOpen ? '' : '&loc=con-mo'}`}>
          {isOpen ? 'Tất cả' : 'Chỉ ý kiến chưa trả lời'}
        </ButtonLink>
      </nav>
      {rows.length === 0 ? (
        <EmptyState title="Chưa có ý kiến nào" action={add}>
          Ghi ý kiến người dân gọi đến, nhắn Zalo hoặc thôn chuyển lên; chuyển nơi trả lời kèm hạn, rồi ghi câu trả lời
          và buổi đã trả lời trên sóng.
        </EmptyState>
      ) : (
        <Table
          stack
          caption="Ý kiến phản ánh"
          head={['Số', 'Tiếp nhận', 'Nội dung', 'Nơi trả lời', 'Hạn', 'Tình trạng'].map((one) => (
            <th scope="col">{one}</th>
          ))}
        >
          {rows.map((one) => (
            <tr>
              <td data-label="Số">
                <a href={`/y-kien/${one.id}`}>{one.id}</a>
              </td>
              <td class="figure">
                {formatDateTime(one.receivedAt, zone)}
                <small>{CHANNELS[one.channel]}</small>
              </td>
              <td class="what">
                <a href={`/y-kien/${one.id}`}>{one.words.length > 140 ? `${one.words.slice(0, 139)}…` : one.words}</a>
                {one.topic && <small>{one.topic}</small>}
              </td>
              <td data-label={one.forwardedTo ? 'Nơi trả lời' : undefined}>{one.forwardedTo}</td>
              <td class="figure" data-label={one.dueOn ? 'Hạn' : undefined}>
                {one.dueOn && formatDate(one.dueOn)}
              </td>
              <td>
                <Badges one={one} today={today} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
};

type OneProps = {
  one: Feedback;
  airing: { id: number; title: string; day: string } | undefined;
  today: string;
  zone: string;
  may: May;
};

export const FeedbackPage = ({ one, airing, today, zone, may }: OneProps) => {
  const person = [...new Set([one.name, one.village, one.phone].filter(Boolean))].join(', ');
  return (
    <>
      <PageHead title={`Ý kiến số ${one.id}`} lead={<Badges one={one} today={today} />}>
        {may('POST /y-kien') && (
          <ButtonLink href={`/y-kien/${one.id}/sua`} icon="pencil" tone="main">
            Chuyển, trả lời, sửa
          </ButtonLink>
        )}
        <ButtonLink href="/y-kien" icon="left">
          Danh sách
        </ButtonLink>
      </PageHead>
      <p class="said">{one.words}</p>
      <dl class="facts">
        <Fact
          label="Tiếp nhận"
          words={`${formatDateTime(one.receivedAt, zone)}, ${CHANNELS[one.channel].toLowerCase()}`}
        />
        <Fact label="Người phản ánh" words={person || 'Không ghi'} />
        {one.topic && <Fact label="Lĩnh vực" words={one.topic} />}
        {one.forwardedOn && (
          <Fact label="Chuyển đơn vị" words={`${one.forwardedTo}, ngày ${formatDate(one.forwardedOn)}`} />
        )}
        {one.dueOn && <Fact label="Hạn trả lời" words={formatDate(one.dueOn)} />}
        {one.answeredOn && <Fact label="Trả lời" words={`${one.answer} (ngày ${formatDate(one.answeredOn)})`} />}
        {airing && (
          <div>
            <dt>Trả lời trên sóng</dt>
            <dd>
              <a href={`/nhat-ky/${airing.id}`}>{`${airing.title}, ngày ${formatDate(airing.day)}`}</a>
            </dd>
          </div>
        )}
        {one.note && <Fact label="Ghi chú" words={one.note} />}
      </dl>
    </>
  );
};

const Fact = ({ label, words }: { label: string; words: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>{words}</dd>
  </div>
);

type FormProps = {
  one: Feedback | undefined;
  values: FormValues;
  errors: FieldErrors;
  topics: readonly string[];
  units: readonly string[];
  airings: readonly Option[];
};

export const FeedbackForm = ({ one, values, errors, topics, units, airings }: FormProps) => {
  return (
    <form method="post" action={one ? `/y-kien/${one.id}` : '/y-kien'} class="form">
      <PageHead title={one ? `Ý kiến số ${one.id}` : 'Ghi ý kiến'} />
      <ErrorSummary errors={errors} />
      <DateField {...fieldOf('receivedDay', values, errors)} label="Ngày tiếp nhận" />
      <TimeField {...fieldOf('receivedTime', values, errors)} label="Giờ tiếp nhận" />
      <Select
        {...fieldOf('channel', values, errors)}
        label="Kênh"
        options={Object.entries(CHANNELS).map(([value, label]) => ({ value, label }))}
      />
      <TextArea {...fieldOf('words', values, errors)} label="Nội dung" rows={5} />
      <Suggested {...fieldOf('topic', values, errors)} label="Lĩnh vực, mã chủ đề" options={topics} />
      <h2>Người phản ánh</h2>
      <p class="hint">Không bắt buộc. Chỉ người làm sổ thấy; tệp xuất ra không có.</p>
      <Field {...fieldOf('name', values, errors)} label="Họ tên" autocomplete="off" />
      <Field {...fieldOf('village', values, errors)} label="Thôn" autocomplete="off" />
      <Field {...fieldOf('phone', values, errors)} label="Điện thoại" autocomplete="off" inputmode="numeric" />
      <h2>Xử lý</h2>
      <label class="choice">
        <input type="checkbox" name="isHandled" value="1" checked={textOf(values, 'isHandled') === '1'} />
        <span>Đài đang xử lý</span>
      </label>
      <Suggested {...fieldOf('forwardedTo', values, errors)} label="Chuyển đơn vị" options={units} />
      <DateField {...fieldOf('forwardedOn', values, errors)} label="Ngày chuyển" hint="Để trống là hôm nay" />
      <DateField {...fieldOf('dueOn', values, errors)} label="Hạn trả lời" hint="Đến hạn thì người làm sổ được nhắc" />
      <h2>Trả lời</h2>
      <TextArea {...fieldOf('answer', values, errors)} label="Nội dung trả lời" rows={5} />
      <DateField {...fieldOf('answeredOn', values, errors)} label="Ngày trả lời" hint="Để trống là hôm nay" />
      <Select
        {...fieldOf('airingId', values, errors)}
        label="Trả lời trên sóng"
        hint="Lượt phát đã đọc câu trả lời"
        options={[{ value: '', label: 'Không phát trên sóng' }, ...airings]}
      />
      <TextArea {...fieldOf('note', values, errors)} label="Ghi chú" />
      <FormEnd button="Lưu" cancel={one ? `/y-kien/${one.id}` : '/y-kien'} />
    </form>
  );
};

/** Free text with what is known to choose from. */
const Suggested = (props: {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  options: readonly string[];
}) => (
  <div class={props.error ? 'field wrong' : 'field'}>
    <label for={fieldId(props.name)}>{props.label}</label>
    {props.error && <p class="complaint">{props.error}</p>}
    <input
      type="text"
      id={fieldId(props.name)}
      name={props.name}
      value={props.value}
      list={`${fieldId(props.name)}-goi-y`}
      autocomplete="off"
    />
    <datalist id={`${fieldId(props.name)}-goi-y`}>
      {props.options.map((one) => (
        <option value={one}></option>
      ))}
    </datalist>
  </div>
);
