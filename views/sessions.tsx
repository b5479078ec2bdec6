/** Where somebody is signed in: on their own page, and on the administrator's. */
import type { Session } from '../src/core/account.ts';
import { addressInWords, agentInWords } from '../src/core/agent.ts';
import { formatDateTime, upperFirst } from '../src/core/vietnamese.ts';
import { ActionButton, StatusBadge, Table } from './parts.tsx';

type SessionsProps = {
  readonly sessions: readonly Session[];
  /** Token hash of the session that asks. */
  readonly here?: string | undefined;
  readonly keyOf: (session: Session) => string;
  /** Path before `/phien/…`. */
  readonly path: string;
  readonly zone: string;
};

export const SessionList = ({ sessions, here, keyOf, path, zone }: SessionsProps) => (
  <Table
    caption="Nơi đang đăng nhập"
    stack
    head={
      <>
        <th scope="col">Trình duyệt</th>
        <th scope="col">Địa chỉ</th>
        <th scope="col">Dùng lần cuối</th>
        <th scope="col">Đăng nhập lúc</th>
        <th scope="col">
          <span class="unseen">Đăng xuất</span>
        </th>
      </>
    }
  >
    {sessions.map((session) => (
      <tr>
        <td>
          <strong>{agentInWords(session.agent)}</strong>
          {session.tokenHash === here && <StatusBadge tone="good">Máy này</StatusBadge>}
        </td>
        <td data-label="Địa chỉ">{upperFirst(addressInWords(session.address))}</td>
        <td class="figure" data-label="Dùng lần cuối">
          {formatDateTime(session.seenAt, zone)}
        </td>
        <td class="figure" data-label="Đăng nhập lúc">
          {formatDateTime(session.createdAt, zone)}
        </td>
        <td class="row-actions">
          {session.tokenHash !== here && (
            <ActionButton action={`${path}/phien/${keyOf(session)}/ket-thuc`}>
              Đăng xuất<span class="unseen"> {agentInWords(session.agent)}</span>
            </ActionButton>
          )}
        </td>
      </tr>
    ))}
  </Table>
);
