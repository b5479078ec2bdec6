/**
 * Dời, đổi thời lượng: where to, then which occurrences, each way with what will be. The second part is also what
 * static/week.js shows in a dialog when a block is dropped.
 */
import type { FieldErrors } from '../src/core/result.ts';
import { type ClashQuestion, ClashQuestions } from './clashes.tsx';
import { Icon } from './icons.tsx';
import {
  ButtonLink,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  PageHead,
  TimeField,
  textOf,
} from './parts.tsx';

export type MoveChoice = {
  readonly scope: string;
  readonly label: string;
  /** What will be, or why it cannot be. */
  readonly words: string;
  readonly isPossible: boolean;
  readonly clashes: readonly string[];
};

export type MoveProps = {
  readonly title: string;
  /** "17:10, thứ Tư, ngày 10/9/2025, 15 phút". */
  readonly when: string;
  readonly path: string;
  /** The week it is in. */
  readonly back: string;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  /** Once the place is known. */
  readonly target: { readonly when: string; readonly choices: readonly MoveChoice[] } | undefined;
  /** Chosen already, and what it meets is to be answered first. */
  readonly asked:
    | { readonly scope: string; readonly words: string; readonly questions: readonly ClashQuestion[] }
    | undefined;
  readonly zone: string;
};

export const MoveOccurrencePage = (props: MoveProps) => (
  <div class="form">
    <PageHead title="Dời, đổi thời lượng" lead={`“${props.title}”, ${props.when}`} />
    <ErrorSummary errors={props.errors} title="Chưa dời được, cần sửa:" />
    {props.asked ? (
      <AskedClashes {...props} asked={props.asked} />
    ) : (
      props.target && <MoveChoices {...props} target={props.target} />
    )}
    <form method="get" action={props.path}>
      <DateField name="date" label="Ngày mới" value={textOf(props.values, 'date')} error={props.errors.date} />
      <TimeField name="time" label="Giờ mới" value={textOf(props.values, 'time')} error={props.errors.time} />
      <Field
        name="minutes"
        label="Thời lượng (phút)"
        size={8}
        autocomplete="off"
        hint="Ví dụ 15 hoặc 1:30"
        value={textOf(props.values, 'minutes')}
        error={props.errors.minutes}
      />
      <FormEnd button="Xem sẽ ra sao" cancel={props.back}>
        Chưa có gì thay đổi cho đến khi chọn cách dời ở bước sau.
      </FormEnd>
    </form>
  </div>
);

const Carried = ({ values, names }: Pick<MoveProps, 'values'> & { names: readonly string[] }) => (
  <>
    {names.map((name) => (
      <input type="hidden" name={name} value={textOf(values, name)} />
    ))}
  </>
);

const AskedClashes = ({ asked, target, ...props }: MoveProps & { asked: NonNullable<MoveProps['asked']> }) => (
  <form method="post" action={props.path} class="move-choices">
    <h2>
      {props.title}
      <small>
        {props.when} → {target?.when}
      </small>
    </h2>
    <Carried values={props.values} names={['date', 'time', 'minutes', 'scope', 'reason']} />
    <p>{asked.words}</p>
    <ClashQuestions questions={asked.questions} zone={props.zone} />
    <FormEnd button="Dời" cancel={props.back}>
      Làm theo cách đã chọn ở từng chỗ trùng; hoàn tác được.
    </FormEnd>
  </form>
);

export const MoveChoices = (props: MoveProps & { target: NonNullable<MoveProps['target']> }) => {
  const { target, values } = props;
  return (
    <form method="post" action={props.path} class="move-choices">
      <h2>
        {props.title}
        <small>
          {props.when} → {target.when}
        </small>
      </h2>
      <Carried values={values} names={['date', 'time', 'minutes']} />
      <ul>
        {target.choices.map(({ scope, label, words, isPossible, clashes }) => (
          <li class={isPossible ? undefined : 'impossible'}>
            {isPossible ? (
              <button type="submit" name="scope" value={scope} class="button" aria-describedby={`scope-${scope}`}>
                {label}
              </button>
            ) : (
              <strong>{label}</strong>
            )}
            <p id={`scope-${scope}`}>{words}</p>
            {clashes.map((clash) => (
              <p class="meets">
                <Icon name="warning" />
                {clash}
              </p>
            ))}
          </li>
        ))}
      </ul>
      <Field
        name="reason"
        label="Lý do"
        value={textOf(values, 'reason')}
        hint="Không bắt buộc; ghi cùng lượt được dời, ví dụ “Họp dân thôn 3”"
        maxlength={300}
      />
      <p class="actions">
        <ButtonLink href={props.back}>Thôi, giữ như cũ</ButtonLink>
      </p>
    </form>
  );
};
