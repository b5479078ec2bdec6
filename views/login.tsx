/** Pages before one is inside: signing in, the first run, choosing a password. */

import type { User } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { ErrorSummary, Field, FormEnd, type FormValues, fieldOf } from './parts.tsx';

export const LoginPage = (props: { next: string; username: string; errors: FieldErrors }) => (
  <form method="post" action="/dang-nhap" class="form card">
    <h1>Đăng nhập</h1>
    <ErrorSummary title="Chưa đăng nhập được" errors={props.errors} />
    <input type="hidden" name="next" value={props.next} />
    <Field
      name="username"
      label="Tên đăng nhập"
      value={props.username}
      autocomplete="username"
      spellcheck={false}
      autofocus={Object.keys(props.errors).length === 0}
    />
    <Field name="password" label="Mật khẩu" type="password" autocomplete="current-password" />
    <FormEnd button="Đăng nhập">Quên mật khẩu: nhờ người quản trị của đài gửi một liên kết đặt mật khẩu mới.</FormEnd>
  </form>
);

export const CodePage = (props: { next: string; errors: FieldErrors }) => (
  <form method="post" action="/dang-nhap/ma" class="form card">
    <h1>Mã xác thực</h1>
    <ErrorSummary title="Chưa đăng nhập được" errors={props.errors} />
    <input type="hidden" name="next" value={props.next} />
    <Field
      name="code"
      label="Mã 6 số trên điện thoại"
      hint="Mở ứng dụng tạo mã và nhập mã đang hiện. Không có điện thoại: nhập một mã dự phòng."
      autocomplete="one-time-code"
      inputmode="text"
      spellcheck={false}
      autofocus={Object.keys(props.errors).length === 0}
      error={props.errors.code}
    />
    <FormEnd button="Tiếp tục">
      Mất cả điện thoại lẫn mã dự phòng: nhờ người quản trị gỡ xác thực hai bước. <a href="/dang-nhap">Đăng nhập lại</a>
    </FormEnd>
  </form>
);

/** Asked again of somebody signed in, before what a browser left open must not do by itself. */
export const PasswordField = ({ error }: { error: string | undefined }) => (
  <Field
    name="password"
    label="Mật khẩu đang dùng"
    type="password"
    autocomplete="current-password"
    hint="Để chắc rằng đúng là bạn, không phải người ngồi vào máy đang mở"
    error={error}
  />
);

const PasswordTwice = ({ errors }: { errors: FieldErrors }) => (
  <>
    <Field
      name="password"
      label="Mật khẩu mới"
      type="password"
      autocomplete="new-password"
      hint="Ít nhất 10 ký tự, chữ gì cũng được, dán vào được. Một câu ngắn dễ nhớ tốt hơn một từ khó."
      error={errors.password}
    />
    <Field name="again" label="Nhập lại mật khẩu" type="password" autocomplete="new-password" error={errors.again} />
  </>
);

export const FirstRunPage = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" class="form card">
    <h1>Khởi tạo đài</h1>
    <p>Đài chưa có ai sử dụng. Người điền trang này trở thành người quản trị và thêm những người khác sau.</p>
    <ErrorSummary errors={errors} />
    <Field {...fieldOf('name', values, errors)} label="Họ và tên" autocomplete="name" />
    <Field
      {...fieldOf('username', values, errors)}
      label="Tên đăng nhập"
      autocomplete="username"
      spellcheck={false}
      hint="Chữ thường không dấu, số, dấu chấm hoặc gạch nối, ví dụ ylan.dakto"
    />
    <PasswordTwice errors={errors} />
    <FormEnd button="Tạo người quản trị">
      Liên kết này dùng một lần. Không có mật khẩu mặc định nào trong chương trình.
    </FormEnd>
  </form>
);

export const NewPasswordPage = ({ user, errors }: { user: User; errors: FieldErrors }) => (
  <form method="post" class="form card">
    <h1>Đặt mật khẩu</h1>
    <p>
      Cho <strong>{user.name}</strong>, tên đăng nhập <strong>{user.username}</strong>.
    </p>
    <ErrorSummary errors={errors} />
    <input type="hidden" name="username" value={user.username} autocomplete="username" />
    <PasswordTwice errors={errors} />
    <FormEnd button="Đặt mật khẩu">Liên kết này dùng một lần. Sau khi đặt mật khẩu, các máy khác bị đăng xuất.</FormEnd>
  </form>
);

export const OwnPasswordPage = ({ errors }: { errors: FieldErrors }) => (
  <form method="post" action="/mat-khau" class="form">
    <h1>Đổi mật khẩu</h1>
    <ErrorSummary errors={errors} />
    <Field
      name="current"
      label="Mật khẩu đang dùng"
      type="password"
      autocomplete="current-password"
      error={errors.current}
    />
    <PasswordTwice errors={errors} />
    <FormEnd button="Đổi mật khẩu" cancel="/tai-khoan">
      Các máy khác đang đăng nhập bằng tài khoản này sẽ bị đăng xuất.
    </FormEnd>
  </form>
);

export const LinkGonePage = ({ firstRun }: { firstRun: boolean }) => (
  <div class="message">
    <h1>Liên kết không còn dùng được</h1>
    <p>
      {firstRun
        ? 'Liên kết khởi tạo chỉ dùng một lần và hết hạn sau 24 giờ. Khởi động lại chương trình để có liên kết mới, hoặc đăng nhập nếu đài đã có người quản trị.'
        : 'Liên kết đặt mật khẩu chỉ dùng một lần và hết hạn sau 24 giờ. Nhờ người quản trị gửi liên kết mới.'}
    </p>
    <a class="button" href="/dang-nhap">
      Đăng nhập
    </a>
  </div>
);
