/** The pages that change one occurrence of a slot, or one item of a session: hủy, dời, thay nội dung. Each says what will happen, and to what. */
import type { FieldErrors } from '../src/core/result.ts';
import type { DurationMs } from '../src/core/time.ts';
import { formatDuration } from '../src/core/vietnamese.ts';
import { type ClashQuestion, ClashQuestions } from './clashes.tsx';
import { SoundChoice } from './day-edits.tsx';
import { Icon } from './icons.tsx';
import {
  Button,
  ButtonLink,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  PageHead,
  TimeField,
  textOf,
} from './parts.tsx';

export type OccurrenceProps = {
  readonly title: string;
  readonly programmeId: string | null;
  /** A plan asks for this programme: the occurrence counts for a period. */
  readonly isOwed: boolean;
  /** "17:10, thứ Tư, ngày 10/9/2025". */
  readonly when: string;
  readonly length: DurationMs;
  /** Of the occurrence; the pages are below it. */
  readonly path: string;
  /** `?muc=3` of a session's item. */
  readonly query: string;
  /** The day it is on. */
  readonly back: string;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  /** What it would meet where it is moved to. */
  readonly questions: readonly ClashQuestion[];
  readonly zone: string;
};

const Lead = ({ title, when, length }: OccurrenceProps) => (
  <>
    “{title}”, {when}, {formatDuration(length)}
  </>
);

const Reason = ({ values, errors }: OccurrenceProps) => (
  <Field
    {...fieldOf('reason', values, errors)}
    label="Lý do"
    hint="Không bắt buộc; người xem lịch đọc được, ví dụ “Mưa lớn, mất điện thôn 3”"
    maxlength={300}
  />
);

export const CancelPage = (props: OccurrenceProps) => (
  <form method="post" action={`${props.path}/huy${props.query}`} class="form confirm">
    <PageHead title="Hủy lượt phát" lead={<Lead {...props} />} />
    <ErrorSummary errors={props.errors} title="Chưa hủy được:" />
    <p class="consequence">
      <Icon name="warning" />
      <span>
        {props.query === ''
          ? 'Đến giờ đó loa không phát gì ở lượt này. Các ngày khác không đổi. Trước giờ phát có thể lấy lại.'
          : 'Buổi này bỏ mục ấy, các mục sau phát sớm lên. Các ngày khác không đổi. Trước giờ phát có thể lấy lại.'}
      </span>
    </p>
    <Reason {...props} />
    <div class="actions">
      <Button tone="danger">Hủy lượt phát này</Button>
      <ButtonLink href={props.back}>Quay lại</ButtonLink>
    </div>
  </form>
);

export const MovePage = (props: OccurrenceProps) => (
  <form method="post" action={`${props.path}/doi`} class="form">
    <PageHead title="Dời lượt phát" lead={<Lead {...props} />} />
    <ErrorSummary errors={props.errors} title="Chưa dời được, cần sửa:" />
    <DateField name="date" label="Ngày mới" value={textOf(props.values, 'date')} error={props.errors.date} />
    <TimeField
      name="time"
      label="Giờ mới"
      value={textOf(props.values, 'time')}
      error={props.errors.time ?? props.errors.movedTo}
    />
    <ClashQuestions questions={props.questions} zone={props.zone} />
    <Reason {...props} />
    <FormEnd button="Dời lượt phát này" cancel={props.back}>
      Chỉ lượt này chuyển sang giờ mới; các ngày khác không đổi.
    </FormEnd>
    {props.isOwed && (
      <p>
        <a href={`${props.path}/doi-ky`}>Giữ giờ, chỉ tính lượt này cho kỳ khác của kế hoạch…</a>
      </p>
    )}
  </form>
);

type ReplaceProps = OccurrenceProps & { episodes: readonly Option[]; recordings: readonly Option[] };

export const ReplacePage = ({ episodes, recordings, ...props }: ReplaceProps) => (
  <form method="post" action={`${props.path}/so${props.query}`} class="form">
    <PageHead title="Thay nội dung" lead={<Lead {...props} />} />
    <ErrorSummary errors={props.errors} title="Chưa thay được, cần sửa:" />
    <SoundChoice values={props.values} errors={props.errors} episodes={episodes} recordings={recordings} />
    <Reason {...props} />
    <FormEnd button="Thay nội dung" cancel={props.back}>
      Chỉ lượt này phát nội dung đã chọn. Số chưa phát lần nào được tính là phát mới.
    </FormEnd>
  </form>
);
