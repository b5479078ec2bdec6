/** Users of the station: their roles, where they are signed in, and the link with which one chooses a password. */
import type { ApiToken, Session } from '../src/core/account.ts';
import { ROLES, type Role, type User } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDate, formatTime } from '../src/core/vietnamese.ts';
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
  PageHead,
  StatusBadge,
  Table,
  textsOf,
} from './parts.tsx';
import { SessionList } from './sessions.tsx';
import { TokenList } from './tokens.tsx';

export const ROLE_LABELS: Readonly<Record<Role, { label: string; hint: string }>> = {
  editor: { label: 'Biên tập viên', hint: 'Tải tệp lên, soạn số chuyên mục, xếp lịch phát' },
  approver: { label: 'Lãnh đạo duyệt', hint: 'Nghe và duyệt nội dung trước khi phát' },
  operator: { label: 'Người trực phát sóng', hint: 'Phát ngay, bỏ qua, dừng phát' },
  reporter: { label: 'Theo dõi, tổng hợp', hint: 'Xem và xuất nhật ký phát thanh' },
  administrator: { label: 'Quản trị hệ thống', hint: 'Cấu hình, đầu ra âm thanh, người dùng' },
  viewer: { label: 'Người xem', hint: 'Xem lịch phát và nhật ký, không thay đổi gì' },
};

const ROLE_OPTIONS = ROLES.map((value) => ({ value, ...ROLE_LABELS[value] }));

/** `standing`: whose place they fill now, in words; '' when none. */
type Row = { readonly user: User; readonly standing: string; readonly hasFactor: boolean };

export const PeoplePage = ({ rows, zone }: { rows: readonly Row[]; zone: string }) => (
  <>
    <PageHead title="Người dùng" lead="Mỗi người một tài khoản: nhật ký ghi ai đã duyệt và ai đã ra lệnh phát.">
      <ButtonLink href="/nguoi-dung/thay">Người thay</ButtonLink>
      <ButtonLink href="/cau-hinh/dang-nhap">Đăng nhập và bảo mật</ButtonLink>
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
      {rows.map(({ user, standing, hasFactor }) => (
        <tr>
          <td>
            <a href={`/nguoi-dung/${user.id}`}>{user.name}</a>
            <small>{user.username}</small>
          </td>
          <td>
            {user.roles.map((role) => ROLE_LABELS[role].label).join(' · ')}
            {standing && <small>Đang {standing}</small>}
          </td>
          <td>
            {user.disabledAt === null ? (
              <>
                <StatusBadge tone="good">Hoạt động</StatusBadge>
                {hasFactor && <small>Xác thực hai bước</small>}
              </>
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
    <Field {...fieldOf('name', values, errors)} label="Họ và tên" autocomplete="off" />
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
      {...fieldOf('username', values, errors)}
      label="Tên đăng nhập"
      autocomplete="off"
      spellcheck={false}
      hint="Chữ không dấu, số, dấu chấm hoặc gạch nối; không đổi được về sau"
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
  standing,
  factor,
  guesses,
  sessions,
  tokens,
  keyOf,
  now,
  zone,
}: {
  user: User;
  values: Pick<User, 'name' | 'roles'> | FormValues;
  errors: FieldErrors;
  standing: string;
  factor: { readonly since: EpochMs } | undefined;
  /** Who guesses at this name has to wait, and its owner with them on a machine nobody knows yet. */
  guesses: { readonly failures: number; readonly blockedUntil: EpochMs } | undefined;
  sessions: readonly Session[];
  tokens: readonly ApiToken[];
  keyOf: (session: Session) => string;
  now: EpochMs;
  zone: string;
}) => (
  <div class="account">
    <PageHead title={user.name} lead={`Tên đăng nhập: ${user.username}${standing ? `; đang ${standing}` : ''}`}>
      {user.disabledAt !== null && (
        <StatusBadge tone="quiet" icon="lock">
          Đã khóa
        </StatusBadge>
      )}
    </PageHead>
    <form method="post" action={`/nguoi-dung/${user.id}`} class="form">
      <ErrorSummary errors={errors} />
      <PersonFields values={{ ...values }} errors={errors} />
      <FormEnd button="Lưu" cancel="/nguoi-dung">
        Có hiệu lực ngay ở lần bấm tiếp theo của người này.
      </FormEnd>
    </form>
    <h2>Đăng nhập</h2>
    {guesses && (
      <div class="consequence">
        <span>
          Có người thử sai {guesses.failures} lần; tên này phải chờ đến {formatTime(guesses.blockedUntil, zone)} mới thử
          tiếp được từ máy lạ.
        </span>
        <ActionButton action={`/nguoi-dung/${user.id}/cho-thu-lai`}>Cho thử lại ngay</ActionButton>
      </div>
    )}
    <div class="actions">
      {user.disabledAt === null ? (
        <>
          <ActionButton action={`/nguoi-dung/${user.id}/lien-ket`} icon="link">
            Tạo liên kết đặt mật khẩu
          </ActionButton>
          <ButtonLink href={`/nguoi-dung/thay/them?thay=${user.id}`}>Giao người thay</ButtonLink>
          {factor && <ButtonLink href={`/nguoi-dung/${user.id}/xac-thuc`}>Gỡ xác thực hai bước…</ButtonLink>}
          <ButtonLink href={`/nguoi-dung/${user.id}/khoa`} tone="danger" icon="lock">
            Khóa tài khoản…
          </ButtonLink>
        </>
      ) : (
        <ActionButton action={`/nguoi-dung/${user.id}/mo-khoa`}>Mở khóa tài khoản</ActionButton>
      )}
    </div>
    <p class="hint">
      {factor
        ? `Xác thực hai bước: đang bật từ ${formatDate(dayOf(factor.since, zone))}.`
        : 'Xác thực hai bước: chưa bật.'}
    </p>
    {sessions.length > 0 && (
      <section>
        <h2>Nơi đang đăng nhập</h2>
        <SessionList sessions={sessions} keyOf={keyOf} path={`/nguoi-dung/${user.id}`} zone={zone} />
      </section>
    )}
    {tokens.length > 0 && (
      <section>
        <h2>Mã truy cập API</h2>
        <TokenList
          tokens={tokens}
          revokePath={({ id }) => `/nguoi-dung/${user.id}/ma-truy-cap/${id}`}
          now={now}
          zone={zone}
        />
      </section>
    )}
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
    consequence="Người này bị đăng xuất ngay trên mọi máy; buổi phát trực tiếp của họ bị ngắt, liên kết ngừng dùng được, mã truy cập API bị thu hồi hẳn. Tên vẫn còn trong nhật ký. Có thể mở khóa lại."
    action={`/nguoi-dung/${user.id}/khoa`}
    button="Khóa tài khoản"
    cancel={`/nguoi-dung/${user.id}`}
  />
);

export const ConfirmFactorDrop = ({ user }: { user: User }) => (
  <ConfirmForm
    title={`Gỡ xác thực hai bước của ${user.name}`}
    consequence="Khi người này mất điện thoại và hết mã dự phòng. Họ bị đăng xuất trên mọi máy; lần đăng nhập sau chỉ cần mật khẩu, rồi bật lại với điện thoại mới. Hãy chắc rằng chính người đó nhờ."
    action={`/nguoi-dung/${user.id}/xac-thuc`}
    button="Gỡ xác thực hai bước"
    cancel={`/nguoi-dung/${user.id}`}
  />
);
