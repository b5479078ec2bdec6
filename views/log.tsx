/** The airing log as a list, with its filter and totals. */
import type { Child } from 'hono/jsx';
import type { AiringTotals, LogFilter } from '../src/core/airing-log.ts';
import { causeWord } from '../src/core/causes.ts';
import type { Seal } from '../src/core/chain.ts';
import { clusterWords, isAnyKnown } from '../src/core/clusters.ts';
import { asCorrected } from '../src/core/correction.ts';
import { EVIDENCE_LIST, verdictWord } from '../src/core/evidence-words.ts';
import { type Airing, type Programme, WHOLE_COMMUNE } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, framesToMs } from '../src/core/time.ts';
import {
  formatClock,
  formatDate,
  formatDuration,
  formatNumber,
  formatPercent,
  weekdayName,
} from '../src/core/vietnamese.ts';
import { airingKindWord, KIND_LIST, kindWord, OUTCOME_LIST, outcomeWord, reasonWord } from '../src/core/words.ts';
import { Icon } from './icons.tsx';
import { atOf, clock, type LogPart, seconds } from './log-parts.tsx';
import { OutcomeBadge } from './outcome.tsx';
import {
  Button,
  ButtonLink,
  DateField,
  EmptyState,
  ErrorSummary,
  type FormValues,
  fieldOf,
  PageHead,
  Pager,
  Select,
  Table,
  textOf,
} from './parts.tsx';

type LogPageProps = {
  values: FormValues;
  programmes: readonly Programme[];
  errors?: FieldErrors;
  /** Absent when the filter cannot be read. */
  log?: LogPart & {
    /** Where a row can be heard again, by its number. */
    readonly listen: ReadonlyMap<number, string>;
    readonly older: string | undefined;
    readonly newer: string | undefined;
    /** The newest. */
    readonly seal: Seal | undefined;
  };
};

export const LogPage = ({ log, errors, ...form }: LogPageProps) => (
  <>
    <PageHead title="Nhật ký phát thanh" lead="Những gì đã thực sự phát, và những gì đến giờ mà không phát">
      <ButtonLink href="/nhat-ky/doi-chieu">Đối chiếu</ButtonLink>
      {log && log.totals.count > 0 && <Downloads query={log.query} />}
    </PageHead>
    <ErrorSummary errors={errors} title="Chưa lọc được, cần sửa:" />
    <Filter {...form} errors={errors} filter={log?.filter} />
    {log && (log.totals.count > 0 ? <List {...log} /> : <NothingLogged />)}
    {log && <Sealed seal={log.seal} />}
  </>
);

const Downloads = ({ query }: { query: string }) => (
  <>
    <ButtonLink href={`/nhat-ky/xuat.xlsx${query}`} icon="download">
      Xuất Excel
    </ButtonLink>
    <ButtonLink href={`/nhat-ky/xuat.csv${query}`} icon="download">
      Xuất CSV
    </ButtonLink>
    <ButtonLink href={`/nhat-ky/in${query}`}>Sổ để in</ButtonLink>
  </>
);

const Sealed = ({ seal }: { seal: Seal | undefined }) => (
  <p class="sealed">
    {seal ? (
      <>
        Đã niêm phong đến hết ngày {formatDate(seal.day)}: <code title={seal.root}>{seal.root.slice(0, 16)}…</code>{' '}
      </>
    ) : (
      'Nhật ký được niêm phong mỗi ngày. '
    )}
    <a href="/nhat-ky/niem-phong">Niêm phong và tự kiểm tra</a>
  </p>
);

type FilterProps = Pick<LogPageProps, 'values' | 'programmes' | 'errors'> & { filter: LogFilter | undefined };

const Filter = ({ values, programmes, errors = {}, filter }: FilterProps) => (
  <form method="get" action="/nhat-ky" class="filter" aria-label="Lọc nhật ký">
    <DateField
      name="tu"
      label="Từ ngày"
      hint={undefined}
      value={filter ? formatDate(filter.from) : textOf(values, 'tu')}
      error={errors.tu}
    />
    <DateField
      name="den"
      label="Đến hết ngày"
      hint={undefined}
      value={filter ? formatDate(filter.until) : textOf(values, 'den')}
      error={errors.den}
    />
    <Select
      {...fieldOf('chuyen-muc', values, errors)}
      label="Chuyên mục"
      options={[
        { value: '', label: 'Tất cả' },
        ...programmes.map(({ id, name, archivedAt }) => ({
          value: id,
          label: archivedAt === null ? name : `${name} (đã lưu trữ)`,
        })),
      ]}
    />
    <Select
      {...fieldOf('ket-qua', values, errors)}
      label="Kết quả"
      options={[{ value: '', label: 'Tất cả' }, ...OUTCOME_LIST.map((value) => ({ value, label: outcomeWord(value) }))]}
    />
    <Select
      {...fieldOf('loai', values, errors)}
      label="Loại"
      options={[{ value: '', label: 'Tất cả' }, ...KIND_LIST.map((value) => ({ value, label: kindWord(value) }))]}
    />
    <Select
      {...fieldOf('doi-chieu', values, errors)}
      label="Đối chiếu"
      options={[
        { value: '', label: 'Tất cả' },
        ...EVIDENCE_LIST.map((value) => ({ value, label: verdictWord(value) })),
      ]}
    />
    <Button icon="search">Lọc</Button>
  </form>
);

const NothingLogged = () => (
  <EmptyState title="Không có lượt phát nào như vậy" action={<ButtonLink href="/lich-phat">Xem lịch phát</ButtonLink>}>
    Mỗi lượt phát, và mỗi mục đến giờ mà không phát, tự ghi vào đây kèm giờ thực tế và lý do. Nới rộng khoảng ngày hoặc
    bỏ bớt điều kiện lọc.
  </EmptyState>
);

const Totals = ({ totals }: { totals: AiringTotals }) => (
  <dl class="totals">
    <Figure label="Lượt phát">{formatNumber(totals.aired)}</Figure>
    <Figure label="Phát đến hết">{formatNumber(totals.whole)}</Figure>
    <Figure label="Bị ngắt">{formatNumber(totals.broken)}</Figure>
    <Figure label="Không phát">{formatNumber(totals.silent)}</Figure>
    <Figure label="Tổng thời lượng">{formatDuration(framesToMs(totals.playedFrames))}</Figure>
  </dl>
);

const Figure = ({ label, children }: { label: string; children?: Child }) => (
  <div>
    <dt>{label}</dt>
    <dd class="figure">{children}</dd>
  </div>
);

const List = ({ filter, query, totals, rows, listen, zone, older, newer }: NonNullable<LogPageProps['log']>) => (
  <div class="log">
    <Totals totals={totals} />
    <Table
      caption={`Lượt phát từ ${formatDate(filter.from)} đến ${formatDate(filter.until)}, mới nhất ở trên`}
      stack
      head={
        <>
          <th scope="col">Ngày</th>
          <th scope="col">Giờ phát</th>
          <th scope="col">Thời lượng</th>
          <th scope="col">Chuyên mục, số</th>
          <th scope="col">Loại</th>
          <th scope="col">Kết quả</th>
          <th scope="col" class="number">
            Đã phát
          </th>
          <th scope="col" class="number">
            Trễ (giây)
          </th>
          <th scope="col">Mã băm tệp</th>
        </>
      }
    >
      {rows.map((airing) => (
        <Row airing={airing} listen={listen.get(airing.id)} zone={zone} />
      ))}
    </Table>
    <Pager newer={newer} older={older}>
      {older || newer ? `${rows.length} trong ${formatNumber(totals.count)} dòng` : `${totals.count} dòng`}
    </Pager>
    <p class="hint">
      Cho máy đọc: <a href={`/nhat-ky/xuat.csv${query}&iso=1`}>CSV theo ISO 8601</a>,{' '}
      <a href={`/nhat-ky/xuat.jsonl${query}`}>JSON từng dòng</a>
    </p>
  </div>
);

type RowProps = { airing: Airing; listen: string | undefined; zone: string };

const Row = ({ airing, listen, zone }: RowProps) => {
  const day = dayOf(atOf(airing), zone);
  const { plannedStart, playoutSha256, latenessMs, correction } = airing;
  const right = asCorrected(airing);
  const { startedAt, endedAt, outcome } = right;
  return (
    <tr>
      <td class="figure">
        {formatDate(day)}
        <small>{weekdayName(day.dayOfWeek)}</small>
      </td>
      <td class="figure">
        <a href={`/nhat-ky/${airing.id}`}>
          {startedAt === null ? (
            clock(plannedStart, zone)
          ) : (
            <>
              {clock(startedAt, zone)}–{outcome === 'on-air' ? '…' : clock(endedAt, zone)}
            </>
          )}
        </a>
        <small>
          {startedAt === null
            ? 'theo lịch'
            : plannedStart === null
              ? 'ngoài lịch'
              : `lịch ${clock(plannedStart, zone)}`}
        </small>
      </td>
      <Cell label="Thời lượng">{startedAt !== null && formatClock(framesToMs(right.playedFrames))}</Cell>
      <td class="what">
        {airing.programmeName ?? airing.title}
        {airing.episodeLabel && <small>{airing.episodeLabel}</small>}
        {airing.programmeName !== null && airing.title !== airing.programmeName && <small>{airing.title}</small>}
        {airing.zoneId !== WHOLE_COMMUNE && <small>Vùng phát: {airing.zoneName}</small>}
        {listen && <ListenHere id={airing.id} src={listen} at={clock(startedAt, zone)} />}
      </td>
      <Cell label="Loại">{airingKindWord(airing)}</Cell>
      <td>
        {correction && outcome !== airing.outcome && <s>{outcomeWord(airing.outcome)}</s>}{' '}
        <OutcomeBadge outcome={outcome} />
        {right.reason && <small>{reasonWord(right.reason)}</small>}
        {airing.evidence && airing.evidence.verdict !== 'not-enough' && (
          <small class={`evidence ${airing.evidence.verdict}`}>{verdictWord(airing.evidence.verdict)}</small>
        )}
        {airing.clusters && isAnyKnown(airing.clusters) && <small>{clusterWords(airing.clusters)}</small>}
        {airing.onDuty !== null && <small>Trực: {airing.onDuty}</small>}
        {airing.cause && <small>Nguyên nhân: {causeWord(airing.cause).toLowerCase()}</small>}
        {correction && <small>Đính chính: {correction.why}</small>}
      </td>
      <Cell label="Đã phát" number>
        {startedAt !== null && formatPercent(right.share)}
      </Cell>
      <Cell label="Trễ (giây)" number>
        {latenessMs !== null && seconds(latenessMs)}
      </Cell>
      <Cell label="Mã băm tệp">{playoutSha256 && <code title={playoutSha256}>{playoutSha256.slice(0, 8)}</code>}</Cell>
    </tr>
  );
};

/** One press: plays in its place (static/station.js), or without script as a page of the browser's own. */
const ListenHere = ({ id, src, at }: { id: number; src: string; at: string }) => {
  const words = src.endsWith('/nghe-lai') ? 'Nghe lại' : 'Nghe trích đoạn';
  return (
    <a class="listen-here" href={src} data-listen aria-label={`${words} lượt số ${id}, ${at}`}>
      <Icon name="play" /> {words}
    </a>
  );
};

/** A phone, where cells stand below one another, shows only those that say something. */
const Cell = ({ label, number, children }: { label: string; number?: boolean; children?: Child }) => (
  <td class={`${number ? 'number' : 'figure'}${children ? '' : ' none'}`} data-label={label}>
    {children || '–'}
  </td>
);
