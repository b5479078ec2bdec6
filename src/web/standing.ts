/** In whose place somebody acts at this moment, as every page says it beside their name. */
import type { User } from '../core/model.ts';
import { formatDateTime } from '../core/vietnamese.ts';
import type { Station } from './station.ts';

/** "thay Ý Lan đến 28/11/2025 17:00" of each place somebody fills now; '' when none. */
export function standingWords({ stores, clock, config }: Station, user: Pick<User, 'id'>): string {
  const held = stores.substitutions.holding(user.id, clock());
  return held
    .map(({ forUserId, until }) => {
      const absent = forUserId === null ? undefined : stores.people.find(forUserId)?.name;
      return `${absent ? `thay ${absent}` : 'tạm nhận thêm việc'} đến ${formatDateTime(until, config.zone)}`;
    })
    .join('; ');
}
