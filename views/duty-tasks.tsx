/** On Hôm nay: the obligations in trouble, each with the button that mends it. */
import type { DutyTask } from '../src/core/duty.ts';
import { deadlineDay } from '../src/core/ledger-words.ts';
import { formatDateAdministrative } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';

/** The soonest stand open; a new station has one for each obligation. */
const SHOWN_OPEN = 4;

const MENDS: Readonly<Record<DutyTask['kind'], string>> = {
  'make-good': 'Xếp phát bù',
  place: 'Xem kỳ còn trống',
  sound: 'Xem kỳ này',
};

export const DutyTasks = ({ tasks, zone }: { tasks: readonly DutyTask[]; zone: string }) => {
  if (tasks.length === 0) return null;
  const more = tasks.length - SHOWN_OPEN;
  return (
    <>
      <ul class="rows tasks">
        {tasks.slice(0, SHOWN_OPEN).map((task) => (
          <li>
            <div>
              <strong>
                <Icon name="warning" /> {task.programmeName}
              </strong>
              <small>
                {task.words}. {task.isOverdue ? 'Đã quá hạn' : 'Hạn:'}{' '}
                {formatDateAdministrative(deadlineDay(task.deadline, zone))}.
              </small>
            </div>
            <a class="plain" href={task.href}>
              {MENDS[task.kind]}
              <span class="unseen"> của {task.programmeName}</span>
            </a>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p>
          <a href="/tien-do">Còn {more} chỉ tiêu nữa cần xem ở Tiến độ</a>
        </p>
      )}
    </>
  );
};
