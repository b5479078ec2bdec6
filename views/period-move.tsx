/** Dời kỳ: the form that counts an airing for another period than its own. */
import type { FieldErrors } from '../src/core/result.ts';
import type { EpochMs } from '../src/core/time.ts';
import { whenWords } from './duty-parts.tsx';
import {
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  type Option,
  PageHead,
  Radios,
  textOf,
} from './parts.tsx';

export type PeriodMoveProps = {
  readonly title: string;
  readonly at: EpochMs;
  readonly zone: string;
  readonly path: string;
  readonly back: string;
  /** Day a period begins → its name; none when the programme owes nothing. */
  readonly periods: readonly Option[];
  readonly isMoved: boolean;
  readonly values: FormValues;
  readonly errors: FieldErrors;
};

export const PeriodMovePage = (props: PeriodMoveProps) => {
  const lead = (
    <>
      {props.title}, {whenWords(props.at, props.zone)}
    </>
  );
  if (props.periods.length === 0)
    return (
      <>
        <PageHead title="Dời kỳ" lead={lead} />
        <EmptyState
          title="Lượt này không tính cho chỉ tiêu nào"
          action={<ButtonLink href={props.back}>Quay lại</ButtonLink>}
        >
          Chỉ lượt phát của chuyên mục mà kế hoạch giao mới thuộc một kỳ.
        </EmptyState>
      </>
    );
  return (
    <>
      <form method="post" action={props.path} class="form">
        <PageHead title="Dời kỳ" lead={lead} />
        <ErrorSummary errors={props.errors} title="Chưa dời kỳ được, cần sửa:" />
        <Radios
          name="countsOn"
          label="Lượt này tính cho kỳ"
          options={props.periods}
          value={textOf(props.values, 'countsOn')}
          error={props.errors.countsOn}
        />
        <Field
          name="reason"
          label="Lý do"
          hint="Ví dụ “Kỳ trùng Tết Nguyên đán, phát muộn một tuần theo Công văn số …”"
          value={textOf(props.values, 'reason')}
          maxlength={300}
          error={props.errors.reason}
        />
        <FormEnd button="Dời kỳ" cancel={props.back}>
          Giờ phát không đổi; chỉ số liệu tiến độ tính lượt này cho kỳ đã chọn. Tên người dời và lý do được ghi lại.
        </FormEnd>
      </form>
      {props.isMoved && (
        <form method="post" action={`${props.path}/bo`} class="form">
          <Button icon="return">Tính lại cho kỳ của ngày phát</Button>
        </form>
      )}
    </>
  );
};
