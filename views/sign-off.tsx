/** Đã kiểm tra: by whom and when, and what is other since; on the day's page, on Hôm nay and on paper. */
import type { Temporal } from 'temporal-polyfill';
import type { Checked } from '../src/core/sign-off.ts';
import { dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDateTime, formatTime } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Button, StatusBadge } from './parts.tsx';

type Props = {
  readonly checked: Checked;
  readonly day: Temporal.PlainDate;
  readonly zone: string;
  readonly may: (route: string) => boolean;
  /** It stands on Hôm nay, and leads back there. */
  readonly isHome?: boolean;
};

export const SignOffPanel = ({ checked, day, zone, may, isHome }: Props) => {
  const { signed, changes, isOpen } = checked;
  if (!signed && !isOpen) return <></>;
  const at = (instant: EpochMs) =>
    dayOf(instant, zone).equals(day) ? formatTime(instant, zone) : formatDateTime(instant, zone);
  const maySign = isOpen && may('POST /lich-phat/kiem-tra') && (!signed || changes.length > 0);
  return (
    <section class="sign-off" aria-label="Kiểm tra danh sách phát">
      <p>
        {!signed ? (
          <StatusBadge tone="warn">Chưa ai kiểm tra</StatusBadge>
        ) : (
          <>
            <StatusBadge tone={changes.length > 0 ? 'warn' : 'good'}>
              {changes.length > 0 ? 'Có thay đổi sau khi kiểm tra' : 'Đã kiểm tra'}
            </StatusBadge>{' '}
            <span>
              {signed.signedName}, {at(signed.signedAt)} <code title={signed.sha256}>{signed.sha256.slice(0, 8)}</code>
            </span>
          </>
        )}
      </p>
      {changes.length > 0 && (
        <ul>
          {changes.map((one) => (
            <li>
              <Icon name="pencil" />
              <span>
                Đổi sau khi đã kiểm tra: <strong>{one.title}</strong> {one.words}
                {one.by !== null ? `, bởi ${one.by}` : one.at === null ? ', do lịch tự xếp lại' : ''}
                {one.at !== null && `, lúc ${at(one.at)}`}.
              </span>
            </li>
          ))}
        </ul>
      )}
      {maySign && (
        <form method="post" action="/lich-phat/kiem-tra">
          <input type="hidden" name="ngay" value={day.toString()} />
          {isHome && <input type="hidden" name="ve" value="hom-nay" />}
          <Button icon="check">{signed ? 'Đã kiểm tra lại' : 'Đã kiểm tra'}</Button>
        </form>
      )}
    </section>
  );
};
