/** Đăng nhập và bảo mật: which roles sign in with two steps, and what holds for everybody. */
import type { Role } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { ButtonLink, Checks, ErrorSummary, FormEnd, PageHead } from './parts.tsx';
import { ROLE_LABELS } from './people.tsx';

type Props = {
  readonly roles: readonly Role[];
  readonly standing: readonly { readonly role: Role; readonly people: number; readonly having: number }[];
  readonly errors: FieldErrors;
};

const holders = ({ people, having }: Props['standing'][number]): string =>
  people === 0 ? 'Chưa ai có vai trò này' : `${people} người, ${having} người đã bật`;

export const SignInSettingsPage = ({ roles, standing, errors }: Props) => (
  <div class="form">
    <PageHead title="Đăng nhập và bảo mật">
      <ButtonLink href="/nguoi-dung" icon="person">
        Người dùng
      </ButtonLink>
    </PageHead>
    <form method="post" action="/cau-hinh/dang-nhap">
      <ErrorSummary errors={errors} />
      <Checks
        name="secondFactorRoles"
        label="Vai trò phải xác thực hai bước"
        hint="Sau mật khẩu, người có vai trò này nhập thêm mã 6 số trên điện thoại của mình."
        options={standing.map((one) => ({
          value: one.role,
          label: ROLE_LABELS[one.role].label,
          hint: holders(one),
        }))}
        values={roles}
        error={errors.secondFactorRoles}
      />
      <FormEnd button="Lưu" cancel="/cau-hinh">
        Có hiệu lực ngay: ai chưa bật thì trang kế tiếp yêu cầu bật, và mã truy cập API của người đó ngừng cho đến khi
        bật xong.
      </FormEnd>
    </form>
    <h2>Áp dụng cho mọi tài khoản</h2>
    <ul>
      <li>
        Mật khẩu từ 10 ký tự, gồm bất kỳ chữ gì, không bắt buộc chữ hoa hay ký hiệu; không nhận mật khẩu nhiều người
        dùng, tên người dùng hoặc tên đài.
      </li>
      <li>
        Thử sai 5 lần cho một tên (10 lần từ một địa chỉ) thì phải chờ 30 giây, rồi lâu dần đến 15 phút. Máy mà chủ tài
        khoản đã từng đăng nhập không phải chờ vì người khác đoán sai.
      </li>
      <li>Không dùng trong 12 giờ thì phải đăng nhập lại; lâu nhất là 7 ngày.</li>
      <li>
        Người quản trị mất mật khẩu hoặc điện thoại: gõ trên máy của đài <code>npm run user -- link TÊN</code> hoặc{' '}
        <code>npm run user -- unlock TÊN</code>.
      </li>
    </ul>
  </div>
);
