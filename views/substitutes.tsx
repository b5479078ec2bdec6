/** Người thay: who holds whose roles from when until when, and the form that says so. */
import type { User } from '../src/core/model.ts';
import { ROLES } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { endOf, type Substitution, type SubstitutionState, substitutionState } from '../src/core/substitution.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime } from '../src/core/vietnamese.ts';
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
  PageHead,
  Select,
  StatusBadge,
  Table,
  TimeField,
  type Tone,
  textsOf,
} from './parts.tsx';
import { ROLE_LABELS } from './people.tsx';

const PATH = '/nguoi-dung/thay';
const STATES: Readonly<Record<SubstitutionState, { readonly tone: Tone; readonly words: string }>> = {
  holds: { tone: 'busy', words: 'Đang thay' },
  ahead: { tone: 'quiet', words: 'Sắp tới' },
  over: { tone: 'quiet', words: 'Đã hết' },
};

type Named = {
  readonly nameOf: (id: number | null) => string;
  readonly now: EpochMs;
  readonly zone: string;
};

const rolesInWords = ({ roles }: Substitution): string => roles.map((role) => ROLE_LABELS[role].label).join(' · ');

export const SubstitutesPage = ({ rows, nameOf, now, zone }: Named & { rows: readonly Substitution[] }) => {
  const add = (
    <ButtonLink href={`${PATH}/them`} tone="main" icon="plus">
      Giao người thay
    </ButtonLink>
  );
  return (
    <>
      <PageHead title="Người thay" lead="Ai tạm giữ vai trò của ai, từ lúc nào đến lúc nào">
        <ButtonLink href="/nguoi-dung">Người dùng</ButtonLink>
        {rows.length > 0 && add}
      </PageHead>
      {rows.length === 0 ? (
        <EmptyState title="Chưa giao ai thay" action={add}>
          Khi người duyệt đi học hoặc người trực nghỉ phép, giao vai trò của họ cho người khác trong những ngày đó. Đến
          giờ hết, vai trò tự thu lại.
        </EmptyState>
      ) : (
        <Table
          caption="Người thay"
          stack
          head={
            <>
              <th scope="col">Người thay</th>
              <th scope="col">Vai trò</th>
              <th scope="col">Từ</th>
              <th scope="col">Đến</th>
              <th scope="col">Trạng thái</th>
              <th scope="col">
                <span class="unseen">Kết thúc</span>
              </th>
            </>
          }
        >
          {rows.map((row) => {
            const state = substitutionState(row, now);
            return (
              <tr>
                <td>
                  <a href={`/nguoi-dung/${row.userId}`}>{nameOf(row.userId)}</a>
                  <small>
                    {row.forUserId === null ? 'tạm nhận thêm việc' : `thay ${nameOf(row.forUserId)}`}; {row.reason}
                    {row.document && `; ${row.document}`}
                  </small>
                </td>
                <td>{rolesInWords(row)}</td>
                <td class="figure" data-label="Từ">
                  {formatDateTime(row.from, zone)}
                </td>
                <td class="figure" data-label="Đến">
                  {formatDateTime(endOf(row), zone)}
                  {row.endedAt !== null && <small>sớm hơn dự định, {nameOf(row.endedBy)} kết thúc</small>}
                </td>
                <td>
                  <StatusBadge tone={STATES[state].tone}>{STATES[state].words}</StatusBadge>
                </td>
                <td class="row-actions">
                  {state !== 'over' && (
                    <ButtonLink href={`${PATH}/${row.id}/ket-thuc`}>
                      {state === 'holds' ? 'Kết thúc…' : 'Bỏ…'}
                      <span class="unseen"> {nameOf(row.userId)}</span>
                    </ButtonLink>
                  )}
                </td>
              </tr>
            );
          })}
        </Table>
      )}
    </>
  );
};

type FormProps = { readonly values: FormValues; readonly errors: FieldErrors; readonly people: readonly User[] };

export const SubstitutePage = ({ values, errors, people }: FormProps) => {
  const options = people.map(({ id, name, roles }) => ({
    value: String(id),
    label: `${name} (${roles.map((role) => ROLE_LABELS[role].label).join(', ')})`,
  }));
  return (
    <form method="post" action={PATH} class="form">
      <PageHead title="Giao người thay" />
      <ErrorSummary errors={errors} />
      <Select
        {...fieldOf('userId', values, errors)}
        label="Người thay"
        options={[{ value: '', label: '— Chọn —' }, ...options]}
      />
      <Select
        {...fieldOf('forUserId', values, errors)}
        label="Thay cho"
        options={[{ value: '', label: '— Không thay ai, nhận thêm việc —' }, ...options]}
      />
      <Checks
        name="roles"
        label="Với vai trò"
        hint="Chỉ những vai trò cần trong thời gian này."
        options={ROLES.map((value) => ({ value, ...ROLE_LABELS[value] }))}
        values={textsOf(values, 'roles')}
        error={errors.roles}
      />
      <DateField {...fieldOf('fromDay', values, errors)} label="Từ ngày" />
      <TimeField {...fieldOf('fromTime', values, errors)} label="Từ lúc" />
      <DateField {...fieldOf('untilDay', values, errors)} label="Đến ngày" />
      <TimeField {...fieldOf('untilTime', values, errors)} label="Đến lúc" />
      <Field
        {...fieldOf('reason', values, errors)}
        label="Lý do"
        hint="Ví dụ “nghỉ phép”, “đi tập huấn ở tỉnh”"
        maxlength={300}
      />
      <Field
        {...fieldOf('document', values, errors)}
        label="Văn bản giao việc"
        hint="Không bắt buộc; số, ký hiệu, ngày, ví dụ “Giấy ủy quyền số 02/GUQ-TTVH ngày 05/9/2025”"
        maxlength={120}
      />
      <FormEnd button="Giao người thay" cancel={PATH}>
        Đến lúc bắt đầu, người thay có thêm các vai trò này; đến lúc hết, tự thôi, không ai phải làm gì.
      </FormEnd>
    </form>
  );
};

export const ConfirmSubstitutionEnd = ({ row, nameOf, now, zone }: Named & { row: Substitution }) => (
  <ConfirmForm
    title={now < row.from ? 'Bỏ việc giao người thay' : 'Kết thúc thay ngay'}
    consequence={`${nameOf(row.userId)} thôi giữ vai trò ${rolesInWords(row)} ngay bây giờ thay vì ${formatDateTime(row.until, zone)}. Những gì đã làm với vai trò đó giữ nguyên.`}
    action={`${PATH}/${row.id}/ket-thuc`}
    button={now < row.from ? 'Bỏ' : 'Kết thúc thay'}
    cancel={PATH}
  />
);
