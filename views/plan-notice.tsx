/** Says that the year of the plan is over; on every page that shows the schedule. */
import type { Temporal } from 'temporal-polyfill';
import type { Plan } from '../src/core/model.ts';
import { Icon } from './icons.tsx';

/** Nothing while one plan is of this year or a later one. `plans`: newest year first. */
export const PlanNotice = ({ plans, today }: { plans: readonly Plan[]; today: Temporal.PlainDate }) => {
  const [latest] = plans;
  if (latest === undefined || latest.year >= today.year) return <></>;
  return (
    <p class="plan-notice" role="note">
      <Icon name="info" />
      <span>
        <strong>Kế hoạch năm {latest.year} đã hết hạn</strong> từ ngày 31/12/{latest.year} (số {latest.number}). Khung
        giờ vẫn phát theo lịch đã đặt; năm {today.year} chưa có kế hoạch nên chưa có chỉ tiêu.{' '}
        <a href="/ke-hoach">Lập kế hoạch năm {today.year}</a>
      </span>
    </p>
  );
};
