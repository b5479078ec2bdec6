/** API tokens: the list, on their owner's page and on the administrator's; the form that makes one, and it, once. */
import type { ApiToken } from '../src/core/account.ts';
import { addressInWords } from '../src/core/agent.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { SCOPE_GROUPS, scopeWords } from '../src/core/scopes.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDate, formatDateTime } from '../src/core/vietnamese.ts';
import { PasswordField } from './login.tsx';
import {
  ButtonLink,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  Table,
  textOf,
  textsOf,
} from './parts.tsx';

const usedWords = ({ usedAt, usedFrom }: ApiToken, zone: string): string =>
  usedAt === null ? 'Chưa dùng' : `${formatDateTime(usedAt, zone)}, từ ${addressInWords(usedFrom)}`;

type TokensProps = {
  readonly tokens: readonly ApiToken[];
  readonly revokePath: (token: ApiToken) => string;
  readonly now: EpochMs;
  readonly zone: string;
};

export const TokenList = ({ tokens, revokePath, now, zone }: TokensProps) => (
  <Table
    caption="Mã truy cập API"
    stack
    head={
      <>
        <th scope="col">Dùng để</th>
        <th scope="col">Phạm vi</th>
        <th scope="col">Dùng lần cuối</th>
        <th scope="col">Hết hạn</th>
        <th scope="col">
          <span class="unseen">Thu hồi</span>
        </th>
      </>
    }
  >
    {tokens.map((token) => (
      <tr>
        <td>
          <strong>{token.name}</strong>
          <small>
            Mã số {token.id}, tạo ngày {formatDate(dayOf(token.createdAt, zone))}
          </small>
        </td>
        <td data-label="Phạm vi">{scopesInWords(token)}</td>
        <td data-label="Dùng lần cuối">{usedWords(token, zone)}</td>
        <td class="figure" data-label="Hết hạn">
          {token.expiresAt === null ? (
            <StatusBadge tone="warn">Không hết hạn</StatusBadge>
          ) : (
            <>
              {formatDate(dayOf(token.expiresAt, zone))}
              {token.expiresAt - now < SOON && <StatusBadge tone="warn">Sắp hết hạn</StatusBadge>}
            </>
          )}
        </td>
        <td class="row-actions">
          <ButtonLink href={revokePath(token)}>
            Thu hồi…<span class="unseen"> {token.name}</span>
          </ButtonLink>
        </td>
      </tr>
    ))}
  </Table>
);
const SOON = 14 * 86_400_000;
const scopesInWords = ({ scopes }: ApiToken): string =>
  scopes === null ? 'Mọi việc chủ mã được làm' : scopes.map(scopeWords).join('; ');

const LIFETIMES = [
  { value: '7', label: '7 ngày' },
  { value: '30', label: '30 ngày' },
  { value: '90', label: '90 ngày' },
  { value: '180', label: '180 ngày' },
  { value: '365', label: 'Một năm' },
];

export const NewTokenPage = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" action="/tai-khoan/ma-truy-cap" class="form token-form">
    <PageHead title="Tạo mã truy cập" />
    <ErrorSummary title="Chưa tạo được, cần sửa:" errors={errors} />
    <Field
      {...fieldOf('name', values, errors)}
      label="Dùng để"
      hint="Ví dụ “Bảng tin điện tử trước trụ sở”"
      autocomplete="off"
    />
    <Select {...fieldOf('days', values, errors)} label="Hết hạn sau" options={LIFETIMES} />
    <Radios
      name="kind"
      label="Phạm vi"
      options={[
        { value: 'chon', label: 'Chỉ những việc chọn dưới đây', hint: 'Nên chọn ít nhất có thể' },
        { value: 'moi-viec', label: 'Mọi việc tôi được làm', hint: 'Kể cả việc các vai trò có thêm sau này' },
      ]}
      value={textOf(values, 'kind')}
    />
    <fieldset class={errors.scopes ? 'field wrong scopes' : 'field scopes'} id="f-scopes" tabindex={-1}>
      <legend>Những việc</legend>
      {errors.scopes && <p class="complaint">{errors.scopes}</p>}
      {Object.entries(SCOPE_GROUPS).map(([group, { label }]) => (
        <div class="scope">
          <span>{label}</span>
          {(['read', 'write'] as const).map((deed) => (
            <label class="choice">
              <input
                type="checkbox"
                name="scopes"
                value={`${group}:${deed}`}
                checked={textsOf(values, 'scopes').includes(`${group}:${deed}`)}
              />
              <span>
                {deed === 'read' ? 'Xem' : 'Sửa'}
                <span class="unseen"> {label}</span>
              </span>
            </label>
          ))}
        </div>
      ))}
    </fieldset>
    <PasswordField error={errors.password} />
    <FormEnd button="Tạo mã" cancel="/tai-khoan">
      Trang sau hiện mã một lần duy nhất. Mã ngừng dùng được khi hết hạn, khi thu hồi, hoặc khi tài khoản bị khóa.
    </FormEnd>
  </form>
);

export const TokenPage = ({ token, zone }: { token: ApiToken & { readonly secret: string }; zone: string }) => (
  <div class="form">
    <PageHead title={`Mã cho “${token.name}”`} />
    <p>Chép mã này vào chương trình cần dùng. Trang này không hiện lại mã; mất thì thu hồi rồi tạo mã khác.</p>
    <p class="secret">{token.secret}</p>
    <p class="hint">
      Gửi kèm mỗi yêu cầu: <code class="long">Authorization: Bearer {token.secret.slice(0, 6)}…</code>
      {token.expiresAt !== null && ` Hết hạn ngày ${formatDate(dayOf(token.expiresAt, zone))}.`}
    </p>
    <p class="hint">Phạm vi: {scopesInWords(token)}.</p>
    <ButtonLink href="/tai-khoan" tone="main">
      Đã chép, về trang Tài khoản
    </ButtonLink>
  </div>
);

export const ConfirmTokenEnd = (props: { token: ApiToken; action: string; cancel: string }) => (
  <ConfirmForm
    title={`Thu hồi mã “${props.token.name}”`}
    consequence="Chương trình đang dùng mã này ngừng làm việc với đài ngay, và mã không dùng lại được nữa. Cần thì tạo mã khác."
    action={props.action}
    button="Thu hồi mã"
    cancel={props.cancel}
  />
);
