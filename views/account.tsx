/** Tài khoản: one's own account. */
import type { ApiToken } from '../src/core/account.ts';
import type { User } from '../src/core/model.ts';
import type { Substitution } from '../src/core/substitution.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDate, formatDateTime } from '../src/core/vietnamese.ts';
import { ActionButton, ButtonLink, PageHead, StatusBadge } from './parts.tsx';
import { ROLE_LABELS } from './people.tsx';
import { SessionList } from './sessions.tsx';
import { TokenList } from './tokens.tsx';

type AccountProps = Omit<Parameters<typeof SessionList>[0], 'path'> & {
  readonly user: User;
  readonly held: readonly Substitution[];
  readonly nameOf: (id: number) => string;
  readonly factor: { readonly since: EpochMs; readonly codes: number } | undefined;
  readonly tokens: readonly ApiToken[];
  readonly now: EpochMs;
};

export const AccountPage = (props: AccountProps) => {
  const { user, held, nameOf, factor, sessions, tokens, now, zone } = props;
  return (
    <div class="account">
      <PageHead title="Tài khoản" lead={`${user.name}, tên đăng nhập ${user.username}`}>
        <ButtonLink href="/thong-bao/cua-toi">Nhận thông báo qua thư</ButtonLink>
      </PageHead>
      <section>
        <h2>Vai trò</h2>
        <ul>
          {user.roles.map((role) => (
            <li>
              <strong>{ROLE_LABELS[role].label}</strong>: {ROLE_LABELS[role].hint}
            </li>
          ))}
          {held.flatMap(({ roles, until, forUserId, document }) =>
            roles.map((role) => (
              <li>
                <strong>{ROLE_LABELS[role].label}</strong>{' '}
                <StatusBadge tone="busy">
                  {forUserId === null ? 'Tạm nhận thêm' : `Thay ${nameOf(forUserId)}`} đến {formatDateTime(until, zone)}
                </StatusBadge>
                {document && <small>{document}</small>}
              </li>
            )),
          )}
        </ul>
      </section>
      <section>
        <h2>Mật khẩu và xác thực hai bước</h2>
        <p>
          {factor ? (
            <>
              <StatusBadge tone="good">Xác thực hai bước đang bật</StatusBadge> từ{' '}
              {formatDate(dayOf(factor.since, zone))}, còn {factor.codes} mã dự phòng.
            </>
          ) : (
            'Ngoài mật khẩu, có thể thêm bước thứ hai khi đăng nhập: một mã 6 số trên điện thoại. Ai biết mật khẩu mà không có điện thoại thì vẫn không vào được.'
          )}
        </p>
        <div class="actions">
          <ButtonLink href="/mat-khau">Đổi mật khẩu</ButtonLink>
          <ButtonLink href="/tai-khoan/xac-thuc" icon="lock">
            {factor ? 'Mã dự phòng, tắt' : 'Bật xác thực hai bước'}
          </ButtonLink>
        </div>
      </section>
      <section>
        <h2>Nơi đang đăng nhập</h2>
        {sessions.length > 0 ? (
          <SessionList {...props} path="/tai-khoan" />
        ) : (
          <p class="hint">Không có trình duyệt nào đang đăng nhập.</p>
        )}
        <p class="hint">Thấy máy lạ thì đăng xuất máy đó rồi đổi mật khẩu ngay.</p>
        {sessions.length > 1 && (
          <ActionButton action="/tai-khoan/phien/khac/ket-thuc">Đăng xuất mọi máy khác</ActionButton>
        )}
      </section>
      <section>
        <h2>Mã truy cập API</h2>
        <p class="hint">
          Cho chương trình khác làm việc với đài thay bạn, ví dụ bảng tin điện tử đọc lịch phát. Mỗi chương trình một
          mã; mã không làm được gì ngoài điều bạn được làm.
        </p>
        {tokens.length > 0 && (
          <TokenList
            tokens={tokens}
            revokePath={({ id }) => `/tai-khoan/ma-truy-cap/${id}/thu-hoi`}
            now={now}
            zone={zone}
          />
        )}
        <ButtonLink href="/tai-khoan/ma-truy-cap/them" icon="plus">
          Tạo mã truy cập
        </ButtonLink>
      </section>
    </div>
  );
};
