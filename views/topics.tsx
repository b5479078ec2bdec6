/** Mức độ bao phủ nội dung: the topics of a plan in its order, how often and when last; those never heard stand out. */
import type { Coverage } from '../src/core/coverage.ts';
import type { Plan } from '../src/core/model.ts';
import { dayOf } from '../src/core/time.ts';
import { formatDateAdministrative } from '../src/core/vietnamese.ts';
import { StatusBadge, Table } from './parts.tsx';

export const Topics = ({ plan, coverage, zone }: { plan: Plan; coverage: Coverage; zone: string }) => (
  <section aria-labelledby={`chu-de-${plan.id}`}>
    <h2 id={`chu-de-${plan.id}`}>
      Nội dung đã phát: {coverage.covered}/{coverage.total} chủ đề
    </h2>
    <Table
      stack
      caption={`Chủ đề của Kế hoạch số ${plan.number}, theo thứ tự của kế hoạch`}
      head={
        <>
          <th scope="col">Mã</th>
          <th scope="col">Chủ đề</th>
          <th scope="col" class="number">
            Số phát
          </th>
          <th scope="col" class="number">
            Lượt phát
          </th>
          <th scope="col">Gần nhất</th>
        </>
      }
    >
      {coverage.topics.map(({ topic, airings, issues, lastAt }) => (
        <tr>
          <td>
            <span class="code">{topic.code}</span>
          </td>
          <td title={topic.title}>{topic.chip}</td>
          <td class={issues > 0 ? 'number' : 'number nothing'} data-label="Số phát">
            {issues}
          </td>
          <td class={issues > 0 ? 'number' : 'number nothing'} data-label="Lượt phát">
            {airings.length}
          </td>
          <td data-label={lastAt === undefined ? undefined : 'Gần nhất'}>
            {lastAt === undefined ? (
              <StatusBadge tone="quiet" icon="dash">
                Chưa phát
              </StatusBadge>
            ) : (
              <a href={`/nhat-ky/${airings.at(-1)!.id}`}>{formatDateAdministrative(dayOf(lastAt, zone))}</a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  </section>
);
