/** Lịch trực: a week of shifts, and the form of one. */
import type { Temporal } from 'temporal-polyfill';
import type { Hours, User, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import type { Shift } from '../src/core/roster.ts';
import { formatDateAdministrative, formatHours, weekdayName } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import {
  ButtonLink,
  ConfirmForm,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  optionsOf,
  PageHead,
  Radios,
  Select,
  TimeField,
  textOf,
} from './parts.tsx';
import { ScheduleTabs, shortDay } from './schedule-tabs.tsx';
import { WEEKDAYS } from './slot-form.tsx';

const PATH = '/lich-truc';

type RosterProps = {
  readonly monday: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  /** Who is on duty at this moment. */
  readonly now: Shift | undefined;
  readonly days: readonly { readonly day: Temporal.PlainDate; readonly shifts: readonly Shift[] }[];
  readonly hours: Hours;
  readonly zoneNames: ReadonlyMap<string, string>;
  readonly hasAny: boolean;
  readonly mayChange: boolean;
};

export const RosterPage = ({ monday, today, now, days, hours, hasAny, mayChange, zoneNames }: RosterProps) => (
  <>
    <ScheduleTabs here="roster" day={today} />
    <PageHead
      title="Lịch trực"
      lead={now ? `Đang trực: ${now.name}, ${now.from}–${now.until}` : 'Lúc này không có ai trong ca'}
    >
      <ButtonLink href="/giao-ca">Sổ giao ca</ButtonLink>
      {mayChange && (
        <ButtonLink href={`${PATH}/them`} tone="main" icon="plus">
          Thêm ca trực
        </ButtonLink>
      )}
    </PageHead>
    {!hasAny ? (
      <EmptyState
        title="Chưa phân công ai trực"
        action={
          mayChange && (
            <ButtonLink href={`${PATH}/them`} tone="main" icon="plus">
              Thêm ca trực hằng tuần
            </ButtonLink>
          )
        }
      >
        Ghi ai trực buổi nào trong tuần, ví dụ thứ Hai {formatHours(hours.slice(0, 1))}. Tên người trực được ghi vào
        từng dòng nhật ký phát thanh.
      </EmptyState>
    ) : (
      <>
        <nav class="days actions" aria-label="Chọn tuần">
          <ButtonLink href={`${PATH}?tu=${monday.subtract({ days: 7 })}`} icon="left">
            Tuần trước
          </ButtonLink>
          <ButtonLink href={PATH}>Tuần này</ButtonLink>
          <ButtonLink href={`${PATH}?tu=${monday.add({ days: 7 })}`}>
            Tuần sau <Icon name="right" />
          </ButtonLink>
        </nav>
        <ol class="roster">
          {days.map(({ day, shifts }) => (
            <li class={day.equals(today) ? 'is-today' : undefined}>
              <h2>
                {weekdayName(day.dayOfWeek)} <small>{shortDay(day)}</small>
              </h2>
              {shifts.length === 0 && <p class="hint">Chưa có ai</p>}
              <ul>
                {shifts.map((shift) => (
                  <ShiftItem shift={shift} day={day} zoneNames={zoneNames} mayChange={mayChange} />
                ))}
              </ul>
              {mayChange && (
                <a href={`${PATH}/them?ngay=${day}`}>
                  Thêm ca<span class="unseen"> {weekdayName(day.dayOfWeek)}</span>
                </a>
              )}
            </li>
          ))}
        </ol>
      </>
    )}
  </>
);

type ItemProps = Pick<RosterProps, 'zoneNames' | 'mayChange'> & { shift: Shift; day: Temporal.PlainDate };

const ShiftItem = ({ shift, day, zoneNames, mayChange }: ItemProps) => (
  <li class={shift.day === null ? undefined : 'own-day'}>
    <span class="figure">
      {shift.from}–{shift.until}
    </span>
    <strong>{shift.name}</strong>
    {shift.zoneId !== null && <small>{zoneNames.get(shift.zoneId)}</small>}
    {shift.day !== null && (
      <small>
        {[shift.insteadOf === '' ? 'riêng ngày này' : `thay ${shift.insteadOf}`, shift.reason]
          .filter(Boolean)
          .join(', ')}
      </small>
    )}
    {mayChange && (
      <span class="links">
        {shift.day === null && (
          <a href={`${PATH}/them?ngay=${day}&thay=${shift.id}`}>
            Đổi người<span class="unseen"> trực thay {shift.name}</span>
          </a>
        )}
        <a href={`${PATH}/${shift.id}`}>
          Sửa<span class="unseen"> ca của {shift.name}</span>
        </a>
      </span>
    )}
  </li>
);

type ShiftProps = {
  readonly shift: Shift | undefined;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly people: readonly User[];
  readonly zones: readonly Zone[];
};

export const ShiftPage = ({ shift, values, errors, people, zones }: ShiftProps) => {
  const path = shift ? `${PATH}/${shift.id}` : PATH;
  return (
    <form method="post" action={path} class="form shift-form">
      <PageHead title={shift ? `Ca trực của ${shift.name}` : 'Thêm ca trực'}>
        {shift && <ButtonLink href={`${path}/bo`}>Bỏ ca này…</ButtonLink>}
      </PageHead>
      <ErrorSummary errors={errors} />
      <Radios
        name="kind"
        label="Trực khi nào"
        options={[
          { value: 'tuan', label: 'Hằng tuần, vào một thứ' },
          { value: 'ngay', label: 'Một ngày', hint: 'Thay cho ca hằng tuần trùng giờ của ngày đó' },
        ]}
        value={textOf(values, 'kind') || 'tuan'}
      />
      <div class="asks weekly-shift">
        <Select {...fieldOf('weekday', values, errors)} label="Thứ" options={WEEKDAYS} />
      </div>
      <div class="asks day-shift">
        <DateField {...fieldOf('day', values, errors)} label="Ngày" />
      </div>
      <TimeField {...fieldOf('from', values, errors)} label="Vào ca" />
      <TimeField {...fieldOf('until', values, errors)} label="Hết ca" />
      <Select
        {...fieldOf('userId', values, errors)}
        label="Người trực"
        options={[{ value: '', label: '— Người không có tài khoản —' }, ...optionsOf(people)]}
      />
      <Field {...fieldOf('name', values, errors)} label="Tên người trực, nếu không có tài khoản" maxlength={120} />
      {zones.length > 0 && (
        <Select
          {...fieldOf('zoneId', values, errors)}
          label="Vùng phát"
          options={[{ value: '', label: 'Mọi vùng phát' }, ...optionsOf(zones)]}
        />
      )}
      <div class="asks day-shift">
        <Field
          name="insteadOf"
          label="Trực thay"
          value={textOf(values, 'insteadOf')}
          hint="Không bắt buộc"
          maxlength={120}
        />
        <Field
          name="reason"
          label="Lý do"
          value={textOf(values, 'reason')}
          hint="Không bắt buộc, ví dụ “nghỉ phép”"
          maxlength={300}
        />
      </div>
      <div class="asks weekly-shift">
        <DateField {...fieldOf('validFrom', values, errors)} label="Từ ngày" hint="Để trống: từ nay" />
        <DateField {...fieldOf('validUntil', values, errors)} label="Đến hết ngày" hint="Để trống: cho đến khi đổi" />
      </div>
      <FormEnd button="Lưu ca trực" cancel={PATH}>
        Từ nay mỗi lượt phát trong ca ghi tên người này vào nhật ký. Những dòng đã ghi không đổi.
      </FormEnd>
    </form>
  );
};

export const ConfirmShiftEnd = ({ shift }: { shift: Shift }) => (
  <ConfirmForm
    title="Bỏ ca trực"
    consequence={
      <>
        {shift.name}, {shift.from}–{shift.until},{' '}
        {shift.day === null
          ? `${weekdayName(shift.weekday!)} hằng tuần`
          : `ngày ${formatDateAdministrative(shift.day)}`}
        , thôi trực ca này. Nhật ký đã ghi giữ nguyên tên.
      </>
    }
    action={`${PATH}/${shift.id}/bo`}
    button="Bỏ ca trực này"
    cancel={PATH}
  />
);
