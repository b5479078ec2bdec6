/** Thư và thông báo: the mail server, webhooks, who gets what; what was sent and what could not be. */
import type { User } from '../src/core/model.ts';
import { KIND_NAMES, mailboxOf, NOTIFICATION_KINDS, type NotificationKind } from '../src/core/notification.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  ActionButton,
  ButtonLink,
  Checks,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  Group,
  PageHead,
  Radios,
  StatusBadge,
  Table,
  textOf,
  textsOf,
} from './parts.tsx';

export const NOTIFICATIONS_PATH = '/cau-hinh/thong-bao';
export const SENT_PATH = `${NOTIFICATIONS_PATH}/da-gui`;
const HOOKS_PATH = `${NOTIFICATIONS_PATH}/webhook`;

export type Hook = {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly NotificationKind[];
  readonly enabled: boolean;
};
export type Reader = {
  readonly user: User;
  readonly email: string | undefined;
  readonly kinds: readonly NotificationKind[];
};

const KIND_OPTIONS = KIND_NAMES.map((value) => ({ value, ...NOTIFICATION_KINDS[value] }));
const kindWords = (kinds: readonly NotificationKind[]): string =>
  kinds.length === 0 ? 'Không loại nào' : kinds.map((kind) => NOTIFICATION_KINDS[kind].label).join(' · ');

export const NotificationSettingsPage = (props: {
  values: FormValues;
  errors: FieldErrors;
  hasServer: boolean;
  hasPassword: boolean;
  hooks: readonly Hook[];
  readers: readonly Reader[];
  /** Where a trial mail goes unless another address is typed. */
  own: string;
}) => (
  <>
    <PageHead
      title="Thư và thông báo"
      lead="Ai phải làm gì thì được báo trước giờ phát, không cần mở trang này: qua thư điện tử, hoặc qua phần mềm khác."
    >
      <ButtonLink href={SENT_PATH}>Thông báo đã gửi</ButtonLink>
    </PageHead>
    <div class="columns notices">
      <div>
        <ServerForm {...props} />
        {props.hasServer && <TrialForm own={props.own} />}
      </div>
      <div>
        <Readers readers={props.readers} />
        <Hooks hooks={props.hooks} />
      </div>
    </div>
  </>
);

const ServerForm = ({
  values,
  errors,
  hasPassword,
}: {
  values: FormValues;
  errors: FieldErrors;
  hasPassword: boolean;
}) => (
  <form method="post" action={NOTIFICATIONS_PATH} class="form">
    <h2>Máy chủ thư (SMTP)</h2>
    <ErrorSummary errors={errors} />
    <Field
      {...fieldOf('host', values, errors)}
      label="Tên máy chủ"
      hint="Ví dụ smtp.dakto.gov.vn. Bỏ trống: đài không gửi thư."
      spellcheck={false}
      autocomplete="off"
    />
    <Field {...fieldOf('port', values, errors)} label="Cổng" inputmode="numeric" size={6} autocomplete="off" />
    <Radios
      {...fieldOf('security', values, errors)}
      label="Mã hóa"
      options={[
        { value: 'starttls', label: 'STARTTLS', hint: 'Thường là cổng 587' },
        { value: 'tls', label: 'TLS từ đầu', hint: 'Thường là cổng 465' },
        {
          value: 'none',
          label: 'Không mã hóa',
          hint: 'Chỉ dùng với máy chủ thư trên chính máy này hoặc trong mạng của cơ quan',
        },
      ]}
    />
    <Field
      {...fieldOf('username', values, errors)}
      label="Tên đăng nhập"
      hint="Bỏ trống nếu máy chủ không hỏi"
      spellcheck={false}
      autocomplete="off"
    />
    <Field
      name="password"
      type="password"
      label="Mật khẩu"
      hint={hasPassword ? 'Đã có mật khẩu; bỏ trống để giữ nguyên. Không hiện lại được.' : 'Không hiện lại sau khi lưu'}
      autocomplete="new-password"
      error={errors.password}
    />
    <Field
      {...fieldOf('sender', values, errors)}
      label="Địa chỉ người gửi"
      hint="Ví dụ truyenthanh@dakto.gov.vn"
      spellcheck={false}
      autocomplete="off"
    />
    <Group
      name="quiet"
      label="Giờ không gửi thư"
      hint="Thư gom lại, sáng ra gửi một lần. Sự cố và việc chỉ còn 2 giờ vẫn gửi ngay. Bỏ trống: lúc nào cũng gửi."
      error={errors.quiet}
    >
      <div class="window">
        <label for="quiet-from">Từ</label>
        <input
          id="quiet-from"
          name="quietFrom"
          value={textOf(values, 'quietFrom')}
          size={8}
          class="sized"
          autocomplete="off"
        />
        <label for="quiet-until">đến</label>
        <input
          id="quiet-until"
          name="quietUntil"
          value={textOf(values, 'quietUntil')}
          size={8}
          class="sized"
          autocomplete="off"
        />
      </div>
    </Group>
    <FormEnd button="Lưu" cancel="/cau-hinh">
      Áp dụng cho thư gửi từ lúc này. Thư chưa gửi được sẽ gửi lại qua máy chủ mới.
    </FormEnd>
  </form>
);

const TrialForm = ({ own }: { own: string }) => (
  <form method="post" action={`${NOTIFICATIONS_PATH}/gui-thu`} class="form">
    <h2>Gửi thử</h2>
    <Field name="to" label="Gửi đến" value={own} spellcheck={false} autocomplete="off" />
    <div class="form-end">
      <div class="actions">
        <button type="submit" class="button">
          Gửi thử
        </button>
      </div>
      <p class="hint">Gửi một thư ngay bằng cấu hình đã lưu, và báo kết quả ở trang này.</p>
    </div>
  </form>
);

const Readers = ({ readers }: { readers: readonly Reader[] }) => (
  <section aria-labelledby="nguoi-nhan">
    <h2 id="nguoi-nhan">Người nhận</h2>
    <p>Việc thiếu gửi người có vai trò phải làm; sự cố gửi người trực phát sóng. Ai cũng tự đổi được phần của mình.</p>
    <Table
      caption="Người nhận thư"
      stack
      head={
        <>
          <th scope="col">Người</th>
          <th scope="col">Địa chỉ thư</th>
          <th scope="col">Nhận</th>
        </>
      }
    >
      {readers.map(({ user, email, kinds }) => (
        <tr>
          <td>
            <a href={`/nguoi-dung/${user.id}/thong-bao`}>{user.name}</a>
          </td>
          <td data-label="Địa chỉ thư" class={email === undefined ? 'nothing' : undefined}>
            {email ?? 'Chưa có'}
          </td>
          <td data-label="Nhận">{email === undefined ? '–' : kindWords(kinds)}</td>
        </tr>
      ))}
    </Table>
  </section>
);

const Hooks = ({ hooks }: { hooks: readonly Hook[] }) => (
  <section aria-labelledby="webhook">
    <h2 id="webhook">Nơi nhận khác</h2>
    <p>
      Địa chỉ thư của cơ quan không có tài khoản ở đây, như nơi cấp trên giữ mã niêm phong; hoặc webhook: đài gọi phần
      mềm khác (nhóm chat, tổng đài) bằng JSON, ký HMAC-SHA256 trong trường X-Dai-Xa-Signature.
    </p>
    <ul class="rows">
      {hooks.map(({ id, name, url, kinds, enabled }) => (
        <li>
          <span>
            <a href={`${HOOKS_PATH}/${id}`}>{name}</a>
            <small>{mailboxOf(url) ?? url}</small>
            <small>{kindWords(kinds)}</small>
          </span>
          {enabled ? (
            <ActionButton action={`${HOOKS_PATH}/${id}/gui-thu`}>Gửi thử</ActionButton>
          ) : (
            <StatusBadge tone="quiet">Đang tắt</StatusBadge>
          )}
        </li>
      ))}
    </ul>
    <p>
      <ButtonLink href={`${HOOKS_PATH}/them`} icon="plus">
        Thêm nơi nhận
      </ButtonLink>
    </p>
  </section>
);

export const WebhookPage = (props: { hook: Hook | undefined; values: FormValues; errors: FieldErrors }) => {
  const { hook, values, errors } = props;
  return (
    <>
      <form method="post" action={hook ? `${HOOKS_PATH}/${hook.id}` : HOOKS_PATH} class="form">
        <PageHead title={hook ? hook.name : 'Thêm nơi nhận'} />
        <ErrorSummary errors={errors} />
        <Field
          {...fieldOf('name', values, errors)}
          label="Tên"
          hint="Ví dụ: Phòng Văn hóa – Xã hội, Nhóm chat của Trung tâm"
        />
        <Field
          {...fieldOf('url', values, errors)}
          label="Địa chỉ"
          hint="Địa chỉ thư, hoặc https:// của phần mềm; trong mạng nội bộ chỉ gọi được khi đã cho phép ở Cấu hình"
          spellcheck={false}
        />
        <Field
          name="secret"
          type="password"
          label="Khóa ký (chỉ của webhook)"
          hint={
            hook
              ? 'Bỏ trống để giữ khóa đang dùng. Không hiện lại được.'
              : 'Bỏ trống để đài tạo khóa; khóa hiện một lần sau khi lưu'
          }
          autocomplete="new-password"
          error={errors.secret}
        />
        <Checks
          name="kinds"
          label="Gửi những loại"
          options={KIND_OPTIONS}
          values={textsOf(values, 'kinds')}
          error={errors.kinds}
        />
        <Checks
          name="enabled"
          label="Trạng thái"
          options={[{ value: 'co', label: 'Đang dùng' }]}
          values={textsOf(values, 'enabled')}
        />
        <FormEnd button="Lưu" cancel={NOTIFICATIONS_PATH} />
      </form>
      {hook && (
        <p>
          <ButtonLink href={`${HOOKS_PATH}/${hook.id}/bo`} tone="danger">
            Bỏ nơi nhận…
          </ButtonLink>
        </p>
      )}
    </>
  );
};

export const WebhookSecretPage = ({ name, secret }: { name: string; secret: string }) => (
  <div class="form">
    <PageHead title={`Khóa ký của “${name}”`} />
    <p>
      Chép khóa này sang phần mềm nhận. Bên nhận tính HMAC-SHA256 của nội dung bằng khóa này rồi so với
      X-Dai-Xa-Signature.
    </p>
    <p class="secret">{secret}</p>
    <p class="hint">Trang này không hiện lại khóa; cần thì đặt khóa mới.</p>
    <ButtonLink href={NOTIFICATIONS_PATH} tone="main">
      Đã chép, về trang thông báo
    </ButtonLink>
  </div>
);

export const ConfirmWebhookRemoval = ({ hook }: { hook: Hook }) => (
  <ConfirmForm
    title={`Bỏ nơi nhận “${hook.name}”`}
    consequence="Đài không gửi tới địa chỉ này nữa; những gì còn chờ sẽ không gửi. Những gì đã gửi vẫn còn trong danh sách."
    action={`${HOOKS_PATH}/${hook.id}/bo`}
    button="Bỏ nơi nhận"
    cancel={`${HOOKS_PATH}/${hook.id}`}
  />
);

// one person's --------------------------------------------------------------------------------------------------------

export const WishesPage = (props: {
  title: string;
  action: string;
  cancel: string;
  values: FormValues;
  errors: FieldErrors;
  hasServer: boolean;
}) => (
  <form method="post" action={props.action} class="form">
    <PageHead title={props.title} />
    <ErrorSummary errors={props.errors} />
    {!props.hasServer && (
      <p class="hint">Đài chưa có máy chủ thư nên chưa gửi thư nào; người quản trị đặt ở Cấu hình.</p>
    )}
    <Field
      name="email"
      label="Địa chỉ thư điện tử"
      hint="Bỏ trống: không nhận thư nào"
      spellcheck={false}
      autocomplete="email"
      value={textOf(props.values, 'email')}
      error={props.errors.email}
    />
    <Checks
      name="kinds"
      label="Nhận những loại"
      hint="Chỉ những việc thuộc vai trò của người này"
      options={KIND_OPTIONS}
      values={textsOf(props.values, 'kinds')}
      error={props.errors.kinds}
    />
    <FormEnd button="Lưu" cancel={props.cancel}>
      Nhiều việc cùng lúc được gom vào một thư.
    </FormEnd>
  </form>
);
