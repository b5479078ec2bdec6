/** Users of the station, their roles, and the link with which one chooses a password. */
import { ROLES, type Role, type User } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf } from '../src/core/time.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import {
  ActionButton,
  ButtonLink,
  Checks,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  PageHead,
  StatusBadge,
  Table,
  textOf,
  textsOf,
} from './parts.tsx';

export const ROLE_LABELS: Readonly<Record<Role, { label: string; hint: string }>> = {
  editor: { label: 'Biên tập viên', hint: 'Tải tệp lên, soạn số chuyên mục, xếp lịch phát' },
  approver: { label: 'Lãnh đạo duyệt', hint: 'Nghe và duyệt nội dung trước khi phát' },
  operator: { label: 'Người trực phát sóng', hint: 'Phát ngay, bỏ qua, dừng phát' },
  reporter: { label: 'Theo dõi, tổng hợp', hint: 'Xem và xuất nhật ký phát thanh' },
  administrator: { label: 'Quản trị hệ thống', hint: 'Cấu hình, đầu ra âm thanh, người dùng' },
  viewer: { label: 'Người xem', hint: 'Xem lịch phát và nhật ký, không thay đổi gì' },
};

const ROLE_OPTIONS = ROLES.map((value) => ({ value, ...ROLE_LABELS[value] }));

export const PeoplePage = ({ people, zone }: { people: readonly User[]; zone: string }) => (
  <>
    <PageHead title="Người dùng" lead="Mỗi người một tài khoản: nhật ký ghi ai đã duyệt và ai đã ra lệnh phát.">
      <ButtonLink href="/nguoi-dung/them" tone="main" icon="plus">
        Thêm người dùng
      </ButtonLink>
    </PageHead>
    <Table
      caption="Người dùng"
      stack
      head={
        <>
          <th scope="col">Họ và tên</th>
          <th scope="col">Vai trò</th>
          <th scope="col">Trạng thái</th>
          <th scope="col">Từ ngày</th>
        </>
      }
    >
      {people.map((user) => (
        <tr>
          <td>
            <a href={`/nguoi-dung/${user.id}`}>{user.name}</a>
            <small>{user.username}</small>
          </td>
          <td>{user.roles.map((role) => ROLE_LABELS[role].label).join(' · ')}</td>
          <td>
            {user.disabledAt === null ? (
              <StatusBadge tone="good">Hoạt động</StatusBadge>
            ) : (
              <StatusBadge tone="quiet" icon="lock">
                Đã khóa
              </StatusBadge>
            )}
          </td>
          <td class="figure" data-label="Từ ngày">
            {formatDate(dayOf(user.createdAt, zone))}
          </td>
        </tr>
      ))}
    </Table>
  </>
);

const PersonFields = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <>
    <Field name="name" label="Họ và tên" value={textOf(values, 'name')} autocomplete="off" error={errors.name} />
    <Checks
      name="roles"
      label="Vai trò"
      hint="Có thể chọn nhiều vai trò. Chỉ trao vai trò mà công việc cần."
      options={ROLE_OPTIONS}
      values={textsOf(values, 'roles')}
      error={errors.roles}
    />
  </>
);

export const NewPersonPage = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" action="/nguoi-dung" class="form">
    <PageHead title="Thêm người dùng" />
    <ErrorSummary errors={errors} />
    <Field
      name="username"
      label="Tên đăng nhập"
      value={textOf(values, 'username')}
      autocomplete="off"
      spellcheck={false}
      hint="Chữ không dấu, số, dấu chấm hoặc gạch nối; không đổi được về sau"
      error={errors.username}
    />
    <PersonFields values={values} errors={errors} />
    <FormEnd button="Thêm người dùng" cancel="/nguoi-dung">
      Trang sau cho một liên kết dùng một lần để người đó tự đặt mật khẩu.
    </FormEnd>
  </form>
);

export const PersonPage = ({
  user,
  values,
  errors,
}: {
  user: User;
  values: Pick<User, 'name' | 'roles'> | FormValues;
  errors: FieldErrors;
}) => (
  <div class="form">
    <PageHead title={user.name} lead={`Tên đăng nhập: ${user.username}`}>
      {user.disabledAt !== null && (
        <StatusBadge tone="quiet" icon="lock">
          Đã khóa
        </StatusBadge>
      )}
    </PageHead>
    <form method="post" action={`/nguoi-dung/${user.id}`}>
      <ErrorSummary errors={errors} />
      <PersonFields values={{ ...values }} errors={errors} />
      <FormEnd button="Lưu" cancel="/nguoi-dung">
        Có hiệu lực ngay ở lần bấm tiếp theo của người này.
      </FormEnd>
    </form>
    <h2>Đăng nhập</h2>
    <div class="actions">
      {user.disabledAt === null ? (
        <>
          <ActionButton action={`/nguoi-dung/${user.id}/lien-ket`} icon="link">
            Tạo liên kết đặt mật khẩu
          </ActionButton>
          <ButtonLink href={`/nguoi-dung/${user.id}/khoa`} tone="danger" icon="lock">
            Khóa tài khoản…
          </ButtonLink>
        </>
      ) : (
        <ActionButton action={`/nguoi-dung/${user.id}/mo-khoa`}>Mở khóa tài khoản</ActionButton>
      )}
    </div>
  </div>
);

export const PasswordLinkPage = ({ user, link }: { user: User; link: string }) => (
  <div class="form">
    <PageHead title={`Liên kết cho ${user.name}`} />
    <p>
      Gửi liên kết này cho <strong>{user.name}</strong>, tốt nhất là trao tận tay. Người mở liên kết tự đặt mật khẩu và
      đăng nhập với tên <strong>{user.username}</strong>.
    </p>
    <p class="secret">{link}</p>
    <p class="hint">Dùng một lần, trong 24 giờ. Trang này không hiện lại liên kết; cần thì tạo liên kết mới.</p>
    <ButtonLink href="/nguoi-dung" tone="main">
      Đã gửi, về danh sách
    </ButtonLink>
  </div>
);

export const ConfirmLock = ({ user }: { user: User }) => (
  <ConfirmForm
    title={`Khóa tài khoản của ${user.name}`}
    consequence="Người này bị đăng xuất ngay trên mọi máy; liên kết và mã truy cập API của họ ngừng dùng được. Tên vẫn còn trong nhật ký. Có thể mở khóa lại."
    action={`/nguoi-dung/${user.id}/khoa`}
    button="Khóa tài khoản"
    cancel={`/nguoi-dung/${user.id}`}
  />
);
