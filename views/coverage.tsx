/** Mức độ bao phủ nội dung: a plan's topics in its order, in which quarters each was heard, and those never heard. */
import type { Coverage } from '../src/core/coverage.ts';
import type { Span } from '../src/core/hours.ts';
import type { Plan } from '../src/core/model.ts';
import { isIn, type ReportPeriod } from '../src/core/periods.ts';
import { roman } from '../src/core/report-words.ts';
import { dayOf } from '../src/core/time.ts';
import { formatDateAdministrative, formatPercent } from '../src/core/vietnamese.ts';
import { ButtonLink, EmptyState, PageHead, StatusBadge, Table } from './parts.tsx';
import { TopicsPicture } from './pictures.tsx';

type Props = {
  year: number | undefined;
  years: readonly number[];
  coverages: readonly { readonly plan: Plan; readonly coverage: Coverage; readonly quarters: readonly Quarter[] }[];
  onlyNever: boolean;
  zone: string;
};

type Quarter = Pick<ReportPeriod, 'year' | 'number' | 'until'> & { readonly span: Span };

export const CoveragePage = ({ year, years, coverages, onlyNever, zone }: Props) => (
  <>
    <PageHead title="Mức độ bao phủ nội dung" lead={year === undefined ? undefined : `Kế hoạch năm ${year}`}>
      {years
        .filter((one) => one !== year)
        .slice(0, 3)
        .map((one) => (
          <ButtonLink href={`/chu-de?nam=${one}`}>{`Năm ${one}`}</ButtonLink>
        ))}
      {coverages.length > 0 && (
        <ButtonLink href={`/chu-de?nam=${year}${onlyNever ? '' : '&loc=chua-phat'}`}>
          {onlyNever ? 'Tất cả chủ đề' : 'Chỉ chủ đề chưa phát'}
        </ButtonLink>
      )}
    </PageHead>
    {coverages.length === 0 && (
      <EmptyState title="Chưa có chủ đề nào" action={<ButtonLink href="/ke-hoach">Mở trang Kế hoạch</ButtonLink>}>
        Chủ đề đến từ tệp kế hoạch của xã. Nạp kế hoạch, rồi chọn chủ đề cho từng số; trang này cho biết chủ đề nào đã
        phát, chủ đề nào chưa phát lần nào.
      </EmptyState>
    )}
    {coverages.map(({ plan, coverage, quarters }) => {
      const nameOf = ({ year: own, number }: Quarter) => `Quý ${roman(number)}${own === plan.year ? '' : `/${own}`}`;
      const shown = coverage.topics.filter(({ issues }) => !onlyNever || issues === 0);
      return (
        <section aria-labelledby={`bao-phu-${plan.id}`}>
          <h2 id={`bao-phu-${plan.id}`}>
            {`Kế hoạch số ${plan.number}: ${coverage.covered}/${coverage.total} chủ đề đã phát (${formatPercent(coverage.covered / coverage.total)})`}
          </h2>
          {!onlyNever && (
            <TopicsPicture
              id={`anh-${plan.id}`}
              topics={coverage.topics.map(({ topic, airings }) => ({
                code: topic.code,
                chip: topic.chip,
                airings: airings.length,
              }))}
            />
          )}
          {shown.length === 0 ? (
            <p>Không còn chủ đề nào chưa phát.</p>
          ) : (
            <Table
              stack
              caption={`Chủ đề của Kế hoạch số ${plan.number}, theo thứ tự của kế hoạch; quý theo kỳ báo cáo (${nameOf(quarters[0]!)} đến hết ngày ${formatDateAdministrative(quarters[0]!.until)})`}
              head={
                <>
                  <th scope="col">Mã</th>
                  <th scope="col">Chủ đề</th>
                  {quarters.map((quarter) => (
                    <th scope="col" class="number">
                      {nameOf(quarter)}
                    </th>
                  ))}
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
              {shown.map(({ topic, airings, issues, lastAt }) => (
                <tr>
                  <td>
                    <span class="code">{topic.code}</span>
                  </td>
                  <td class="what">{topic.title}</td>
                  {quarters.map((quarter) => {
                    const own = airings.filter(({ at }) => isIn(at, quarter.span)).length;
                    return (
                      <td class={own > 0 ? 'number' : 'number nothing none'} data-label={nameOf(quarter)}>
                        {own}
                      </td>
                    );
                  })}
                  <td class={issues > 0 ? 'number' : 'number nothing'} data-label="Số phát">
                    {issues}
                  </td>
                  <td class={issues > 0 ? 'number' : 'number nothing'} data-label="Lượt phát">
                    {airings.length}
                  </td>
                  <td data-label={lastAt === undefined ? undefined : 'Gần nhất'}>
                    {lastAt === undefined ? (
                      <StatusBadge tone="warn" icon="dash">
                        Chưa phát lần nào
                      </StatusBadge>
                    ) : (
                      <a href={`/nhat-ky/${airings.at(-1)!.id}`}>{formatDateAdministrative(dayOf(lastAt, zone))}</a>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </section>
      );
    })}
  </>
);
