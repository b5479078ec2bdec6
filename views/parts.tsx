/** The parts pages are made of. Each is a function of its props and works without JavaScript. */
import type { Child, PropsWithChildren } from 'hono/jsx';
import type { FieldErrors } from '../src/core/result.ts';
import { Icon, type IconName } from './icons.tsx';

// page ----------------------------------------------------------------------------------------------------------------

/** The heading of a page, a sentence below it, and its main actions to the right. */
export const PageHead = ({ title, lead, children }: PropsWithChildren<{ title: string; lead?: Child }>) => (
  <div class="page-head">
    <div>
      <h1>{title}</h1>
      {lead && <p class="lead">{lead}</p>}
    </div>
    {children && <div class="actions">{children}</div>}
  </div>
);

export type Flash = { readonly tone: 'good' | 'warn'; readonly words: string };

/** What the last action did, said once after the 303. */
export const FlashMessage = ({ flash }: { flash: Flash | undefined }) =>
  flash ? (
    <p class={`flash ${flash.tone}`} role="status">
      <Icon name={flash.tone === 'good' ? 'check' : 'warning'} />
      {flash.words}
    </p>
  ) : null;

/** A list that has nothing yet: what goes here, and one button to begin. */
export const EmptyState = ({ title, children, action }: PropsWithChildren<{ title: string; action?: Child }>) => (
  <div class="empty">
    <h2>{title}</h2>
    <p>{children}</p>
    {action}
  </div>
);

// status --------------------------------------------------------------------------------------------------------------

/** live: sounding now; good: done or ready; busy: under way or waiting; warn: needs somebody; bad: failed; quiet: off. */
export type Tone = 'live' | 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  live: 'live',
  good: 'check',
  busy: 'clock',
  warn: 'warning',
  bad: 'cross',
  quiet: 'pause',
};

/** Word + icon + colour, never colour alone. */
export const StatusBadge = ({ tone, icon, children }: PropsWithChildren<{ tone: Tone; icon?: IconName }>) => (
  <span class={`badge ${tone}`}>
    <Icon name={icon ?? TONE_ICONS[tone]} />
    {children}
  </span>
);

// buttons -------------------------------------------------------------------------------------------------------------

type ButtonProps = PropsWithChildren<{
  /** main: the one thing this page is for; danger: destructive or audible; plain: looks like a link. */
  tone?: 'main' | 'danger' | 'plain';
  icon?: IconName;
}>;

const buttonClass = (tone: ButtonProps['tone']) => (tone === 'plain' ? 'plain' : `button ${tone ?? ''}`.trim());

/** `name` and `value` are sent when this button sent the form. */
export const Button = ({ tone, icon, children, name, value }: ButtonProps & { name?: string; value?: string }) => (
  <button type="submit" class={buttonClass(tone)} name={name} value={value}>
    {icon && <Icon name={icon} />}
    {children}
  </button>
);

export const ButtonLink = ({ tone, icon, children, href }: ButtonProps & { href: string }) => (
  <a class={buttonClass(tone)} href={href}>
    {icon && <Icon name={icon} />}
    {children}
  </a>
);

/** A form that is one button: `<ActionButton action="/episodes/3/…">Duyệt</ActionButton>`. */
export const ActionButton = ({ action, ...button }: ButtonProps & { action: string }) => (
  <form method="post" action={action} class="one-button">
    <Button {...button} />
  </form>
);

/**
 * A page of its own before something destructive or audible: says what will happen, then does it or goes back.
 * `fields` are sent along with the answer; `children` ask for more (a reason, say).
 */
export const ConfirmForm = (
  props: PropsWithChildren<{
    title: string;
    consequence: Child;
    action: string;
    button: string;
    cancel: string;
    fields?: Readonly<Record<string, string>>;
  }>,
) => (
  <form method="post" action={props.action} class="form confirm">
    <h1>{props.title}</h1>
    <p class="consequence">
      <Icon name="warning" />
      <span>{props.consequence}</span>
    </p>
    {Object.entries(props.fields ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {props.children}
    <div class="actions">
      <Button tone="danger">{props.button}</Button>
      <ButtonLink href={props.cancel}>Quay lại</ButtonLink>
    </div>
  </form>
);

// forms ---------------------------------------------------------------------------------------------------------------

export const fieldId = (name: string) => `f-${name}`;

/** What was typed, as web/forms.ts reads it: shown again when something is wrong. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** The first text of that name; `textsOf`, all of them. */
export const textOf = (values: FormValues, name: string): string => textsOf(values, name)[0] ?? '';
export const textsOf = (values: FormValues, name: string): readonly string[] => [values[name] ?? []].flat();

/** At the top of a form that was sent back: every complaint, each a link to its field. */
export const ErrorSummary = (props: { errors: FieldErrors | undefined; title?: string }) => {
  const { errors, title = 'Chưa lưu được, cần sửa:' } = props;
  const all = Object.entries(errors ?? {});
  if (all.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabindex={-1} autofocus>
      <h2>
        <Icon name="warning" />
        {title}
      </h2>
      <ul>
        {all.map(([name, words]) => (
          <li>{name === '' ? words : <a href={`#${fieldId(name)}`}>{words}</a>}</li>
        ))}
      </ul>
    </div>
  );
};

type FieldProps = {
  name: string;
  label: string;
  value?: string | number | undefined;
  hint?: Child;
  error?: string | undefined;
};

/** Label above, hint, complaint, then the control, which is told about both (`aria-describedby`). */
const Labelled = ({ name, label, hint, error, children }: PropsWithChildren<FieldProps>) => (
  <div class={error ? 'field wrong' : 'field'}>
    <label for={fieldId(name)}>{label}</label>
    {hint && (
      <p class="hint" id={`${fieldId(name)}-hint`}>
        {hint}
      </p>
    )}
    {error && (
      <p class="complaint" id={`${fieldId(name)}-error`}>
        <Icon name="warning" />
        {error}
      </p>
    )}
    {children}
  </div>
);

const describe = ({ name, hint, error }: FieldProps) => ({
  id: fieldId(name),
  name,
  'aria-invalid': error ? ('true' as const) : undefined,
  'aria-describedby':
    [hint && `${fieldId(name)}-hint`, error && `${fieldId(name)}-error`].filter(Boolean).join(' ') || undefined,
});

type InputProps = FieldProps & {
  type?: 'text' | 'password' | 'search' | 'url';
  autocomplete?: string;
  inputmode?: 'text' | 'numeric' | 'url';
  maxlength?: number;
  /** How many characters one expects, for the width. */
  size?: number;
  autofocus?: boolean;
  spellcheck?: boolean;
};

/** `<Field {...fieldOf('title', values, errors)} label="Tên" />`: a field shown again with what was typed and what is wrong. */
export const fieldOf = (name: string, values: FormValues, errors: FieldErrors) => ({
  name,
  value: textOf(values, name),
  error: errors[name],
});

export const Field = ({ label, hint, error, value, type = 'text', size, ...rest }: InputProps) => (
  <Labelled name={rest.name} label={label} hint={hint} error={error}>
    <input
      type={type}
      value={value}
      size={size}
      class={size ? 'sized' : undefined}
      {...rest}
      {...describe({ name: rest.name, label, hint, error })}
    />
  </Labelled>
);

/** Takes 17h30, 17:30, 1730; a native time input would show AM and PM on some machines. */
export const TimeField = (props: FieldProps) => (
  <Field size={8} autocomplete="off" inputmode="text" hint="Giờ kiểu 24 giờ, ví dụ 17:30 hoặc 17h30" {...props} />
);

/** Takes 5/9, 05/09/2025, 05-09-2025, 5.9.2025; a native date input shows the month first on some machines. */
export const DateField = (props: FieldProps) => (
  <Field size={12} autocomplete="off" inputmode="text" hint="Ngày/tháng/năm, ví dụ 05/09/2025" {...props} />
);

export const TextArea = ({ rows = 3, ...field }: FieldProps & { rows?: number }) => (
  <Labelled {...field}>
    <textarea rows={rows} {...describe(field)}>
      {field.value ?? ''}
    </textarea>
  </Labelled>
);

export type Option = { readonly value: string; readonly label: string; readonly hint?: string };

/** People, zones, programmes as a list offers them. */
export const optionsOf = (named: readonly { readonly id: string | number; readonly name: string }[]): Option[] =>
  named.map(({ id, name }) => ({ value: String(id), label: name }));

export const Select = ({ options, ...field }: FieldProps & { options: readonly Option[] }) => (
  <Labelled {...field}>
    <select {...describe(field)}>
      {options.map(({ value, label }) => (
        <option value={value} selected={value === String(field.value ?? '')}>
          {label}
        </option>
      ))}
    </select>
  </Labelled>
);

type GroupProps = Omit<FieldProps, 'value'> & { options: readonly Option[] };

export const Group = ({ name, label, hint, error, children }: PropsWithChildren<Omit<FieldProps, 'value'>>) => (
  <fieldset class={error ? 'field wrong' : 'field'} id={fieldId(name)} tabindex={-1}>
    <legend>{label}</legend>
    {hint && <p class="hint">{hint}</p>}
    {error && (
      <p class="complaint">
        <Icon name="warning" />
        {error}
      </p>
    )}
    {children}
  </fieldset>
);

const Choice = (props: { type: 'radio' | 'checkbox'; name: string; option: Option; checked: boolean }) => (
  <label class="choice">
    <input type={props.type} name={props.name} value={props.option.value} checked={props.checked} />
    <span>
      {props.option.label}
      {props.option.hint && <small>{props.option.hint}</small>}
    </span>
  </label>
);

/** Check boxes of one name. */
export const Checks = ({ options, values, ...group }: GroupProps & { values: readonly string[] }) => (
  <Group {...group}>
    {options.map((option) => (
      <Choice type="checkbox" name={group.name} option={option} checked={values.includes(option.value)} />
    ))}
  </Group>
);

export const Radios = ({ options, value, ...group }: GroupProps & { value: string | undefined }) => (
  <Group {...group}>
    {options.map((option) => (
      <Choice type="radio" name={group.name} option={option} checked={option.value === value} />
    ))}
  </Group>
);

/** The end of a form: the button, the way back, and below them the sentence of what will happen. */
export const FormEnd = (props: { button: string; cancel?: string; children?: Child }) => (
  <div class="form-end">
    <div class="actions">
      <Button tone="main">{props.button}</Button>
      {props.cancel && <ButtonLink href={props.cancel}>Quay lại</ButtonLink>}
    </div>
    {props.children && <p class="hint">{props.children}</p>}
  </div>
);

// tables --------------------------------------------------------------------------------------------------------------

type TableProps = PropsWithChildren<{
  /** Names the table for readers of the screen. */
  caption: string;
  /** The `<th scope="col">` of its head, which stays in sight. */
  head: Child;
  /** On a phone each row becomes a block, its cells below one another, led by their `data-label` if they have one. */
  stack?: boolean;
}>;

export const Table = ({ caption, head, stack, children }: TableProps) => (
  // Focusable, so that a keyboard can scroll it sideways on a narrow screen.
  <section class={stack ? 'table stack' : 'table'} tabindex={0} aria-label={caption}>
    <table>
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);

/** Keyset pages: links to the rows before and after; `undefined` where there are none. */
export const Pager = (props: { newer?: string | undefined; older?: string | undefined; children?: Child }) => (
  <nav class="pager" aria-label="Trang của danh sách">
    {props.newer && (
      <ButtonLink href={props.newer} icon="left">
        Mới hơn
      </ButtonLink>
    )}
    <span>{props.children}</span>
    {props.older && <ButtonLink href={props.older}>Cũ hơn</ButtonLink>}
  </nav>
);
