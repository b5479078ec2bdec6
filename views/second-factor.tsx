/** Xác thực hai bước: setting it up with a telephone, the recovery codes, turning it off. */
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import { PasswordField } from './login.tsx';
import { Button, ButtonLink, ConfirmForm, ErrorSummary, Field, FormEnd, PageHead, StatusBadge } from './parts.tsx';
import { QrCode } from './qr.tsx';

const PATH = '/tai-khoan/xac-thuc';

type Props = {
  readonly factor: { readonly since: EpochMs; readonly codes: number } | undefined;
  /** Offered for setting up; `address` is what the QR code says. */
  readonly secret: string;
  readonly address: string;
  readonly username: string;
  readonly errors: FieldErrors;
  /** A role of theirs asks for it, and nothing else is open until then. */
  readonly isOwed: boolean;
  readonly zone: string;
};

export const SecondFactorPage = (props: Props) =>
  props.factor ? <FactorOn {...props} factor={props.factor} /> : <SetUp {...props} />;

const SetUp = ({ secret, address, username, errors, isOwed }: Props) => (
  <div class="form second-factor">
    <PageHead
      title="Bật xác thực hai bước"
      lead={
        isOwed
          ? 'Vai trò của bạn phải đăng nhập bằng hai bước. Bật xong mới dùng được các trang khác.'
          : 'Từ lần đăng nhập sau, sau mật khẩu là một mã 6 số trên điện thoại.'
      }
    />
    <form method="post" action={PATH}>
      <ErrorSummary title="Chưa bật được, cần sửa:" errors={errors} />
      <ol class="set-up">
        <li>
          Cài một ứng dụng tạo mã trên điện thoại, ví dụ Google Authenticator, Microsoft Authenticator hoặc Aegis. Ứng
          dụng không cần mạng.
        </li>
        <li>
          Trong ứng dụng chọn “Thêm tài khoản” rồi quét hình này:
          <QrCode text={address} label="Mã QR để quét bằng ứng dụng tạo mã" />
          <details>
            <summary>Không quét được thì nhập tay</summary>
            <p class="secret">{secret.match(/.{4}/g)!.join(' ')}</p>
            <p class="hint">Tên tài khoản: {username}. Loại mã: theo thời gian.</p>
          </details>
        </li>
        <li>Nhập mã đang hiện trong ứng dụng:</li>
      </ol>
      <input type="hidden" name="secret" value={secret} />
      <Field
        name="code"
        label="Mã 6 số"
        size={10}
        inputmode="numeric"
        autocomplete="one-time-code"
        error={errors.code}
      />
      <PasswordField error={errors.password} />
      <FormEnd button="Bật xác thực hai bước" {...(!isOwed && { cancel: '/tai-khoan' })}>
        Trang sau cho 10 mã dự phòng để in ra, phòng khi mất điện thoại. Các máy khác đang đăng nhập bằng tài khoản này
        bị đăng xuất.
      </FormEnd>
    </form>
    {isOwed && <SignOut />}
  </div>
);

const SignOut = () => (
  <form method="post" action="/dang-xuat" class="one-button">
    <Button>Đăng xuất</Button>
  </form>
);

const FactorOn = ({ factor, errors, zone }: Props & { factor: NonNullable<Props['factor']> }) => (
  <div class="form">
    <PageHead title="Xác thực hai bước">
      <StatusBadge tone="good">Đang bật</StatusBadge>
    </PageHead>
    <p>
      Bật từ {formatDate(dayOf(factor.since, zone))}. Còn {factor.codes} mã dự phòng chưa dùng
      {factor.codes < 3 && '; nên tạo mã mới'}.
    </p>
    <form method="post" action={`${PATH}/ma-du-phong`}>
      <h2>Tạo mã dự phòng mới</h2>
      <ErrorSummary title="Chưa tạo được, cần sửa:" errors={errors} />
      <PasswordField error={errors.password} />
      <FormEnd button="Tạo 10 mã mới" cancel="/tai-khoan">
        Các mã dự phòng cũ ngừng dùng được.
      </FormEnd>
    </form>
    <h2>Đổi điện thoại, hoặc thôi dùng</h2>
    <p class="hint">Đổi điện thoại: tắt rồi bật lại với máy mới.</p>
    <ButtonLink href={`${PATH}/tat`} tone="danger">
      Tắt xác thực hai bước…
    </ButtonLink>
  </div>
);

export const RecoveryCodesPage = ({ codes, isFirst }: { codes: readonly string[]; isFirst: boolean }) => (
  <div class="form">
    <PageHead
      title={isFirst ? 'Đã bật xác thực hai bước' : 'Mã dự phòng mới'}
      lead="In hoặc chép các mã này ra giấy và cất kỹ. Trang này không hiện lại."
    />
    <ol class="recovery-codes secret">
      {codes.map((code) => (
        <li>{code}</li>
      ))}
    </ol>
    <p class="hint">
      Mất điện thoại thì nhập một mã dự phòng thay cho mã 6 số; mỗi mã dùng một lần. Hết mã hoặc mất cả hai: nhờ người
      quản trị gỡ xác thực hai bước.
    </p>
    <ButtonLink href="/tai-khoan" tone="main">
      Đã cất, về trang Tài khoản
    </ButtonLink>
  </div>
);

export const ConfirmFactorEnd = ({ errors }: { errors: FieldErrors }) => (
  <ConfirmForm
    title="Tắt xác thực hai bước"
    consequence="Từ lần đăng nhập sau chỉ còn mật khẩu. Các mã dự phòng ngừng dùng được. Nếu vai trò của bạn buộc phải có hai bước, trang sau sẽ yêu cầu bật lại."
    action={`${PATH}/tat`}
    button="Tắt xác thực hai bước"
    cancel={PATH}
  >
    <PasswordField error={errors.password} />
  </ConfirmForm>
);
