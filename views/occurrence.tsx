/** The pages that change one occurrence of a slot: hủy, dời, đổi số. Each says what will happen, and to what. */
import type { FieldErrors } from '../src/core/result.ts';
import type { DurationMs } from '../src/core/time.ts';
import { formatDuration } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import {
  Button,
  ButtonLink,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  type Option,
  PageHead,
  Select,
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
  /** The day it is on. */
  readonly back: string;
  readonly values: FormValues;
  readonly errors: FieldErrors;
};

const Lead = ({ title, when, length }: OccurrenceProps) => (
  <>
    “{title}”, {when}, {formatDuration(length)}
  </>
);

const Reason = ({ values, errors }: OccurrenceProps) => (
  <Field
    name="reason"
    label="Lý do"
    value={textOf(values, 'reason')}
    hint="Không bắt buộc; người xem lịch đọc được, ví dụ “Mưa lớn, mất điện thôn 3”"
    maxlength={300}
    error={errors.reason}
  />
);

export const CancelPage = (props: OccurrenceProps) => (
  <form method="post" action={`${props.path}/huy`} class="form confirm">
    <PageHead title="Hủy lượt phát" lead={<Lead {...props} />} />
    <ErrorSummary errors={props.errors} title="Chưa hủy được:" />
    <p class="consequence">
      <Icon name="warning" />
      <span>Đến giờ đó loa không phát gì ở lượt này. Các ngày khác không đổi. Trước giờ phát có thể lấy lại.</span>
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

export const ChooseEpisodePage = (props: OccurrenceProps & { episodes: readonly Option[] }) =>
  props.episodes.length === 0 ? (
    <>
      <PageHead title="Đổi số phát" lead={<Lead {...props} />} />
      <EmptyState title="Chưa có số nào được duyệt" action={<ButtonLink href="/duyet">Đến trang duyệt</ButtonLink>}>
        Chỉ số đã duyệt mới xếp được vào lịch.
      </EmptyState>
    </>
  ) : (
    <form method="post" action={`${props.path}/so`} class="form">
      <PageHead title="Đổi số phát" lead={<Lead {...props} />} />
      <ErrorSummary errors={props.errors} title="Chưa đổi được, cần sửa:" />
      <Select
        name="episodeId"
        label="Số sẽ phát"
        hint="Chỉ gồm các số đã duyệt"
        options={[{ value: '', label: '— Chọn một số —' }, ...props.episodes]}
        value={textOf(props.values, 'episodeId')}
        error={props.errors.episodeId}
      />
      <Reason {...props} />
      <FormEnd button="Đổi số phát" cancel={props.back}>
        Chỉ lượt này phát số đã chọn. Số chưa phát lần nào được tính là phát mới.
      </FormEnd>
    </form>
  );
