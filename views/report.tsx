/**
 * One report: its figures, each a link to its airings, the letter they make, and all that happened to it. Long, because
 * it is one page and its parts are used nowhere else.
 */
import type { Child } from 'hono/jsx';
import type { Temporal } from 'temporal-polyfill';
import { causeWord } from '../src/core/causes.ts';
import { clusterLevels } from '../src/core/clusters.ts';
import type { Verdict } from '../src/core/counting.ts';
import { verdictWord } from '../src/core/evidence-words.ts';
import type { Chart } from '../src/core/pictures.ts';
import type { ReportFigures } from '../src/core/report.ts';
import {
  amendmentOf,
  isOverdue,
  type ReportEvent,
  type ReportState,
  stateOf,
  windowOf,
} from '../src/core/report-state.ts';
import { adjustmentLines, totalLength } from '../src/core/report-texts.ts';
import { count, periodName } from '../src/core/report-words.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDate, formatDateTime, formatPercent, lowerFirst } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { ButtonLink, PageHead, StatusBadge, Table } from './parts.tsx';
import { Picture } from './pictures.tsx';
import { type May, type ReportSeen, StateBadges } from './reports.tsx';

/** What the page shows of a letter (documents/nd30.ts), which views know nothing of. */
export type LetterShown = {
  readonly kind: string;
  readonly subject: string;
  readonly addressees: readonly string[];
  readonly recipients: readonly string[];
  readonly signers: readonly { readonly authority: string; readonly position: string; readonly name: string }[];
  readonly body: readonly (
    | { readonly is: 'heading'; readonly level: 1 | 2; readonly text: string }
    | { readonly is: 'paragraph'; readonly text: string }
    | { readonly is: 'table' }
  )[];
};

type ReportProps = {
  report: ReportSeen;
  figures: ReportFigures;
  dataset: { readonly event: ReportEvent; readonly isIntact: boolean } | undefined;
  /** Asked for in the address; else the one that holds. */
  amendment: number | undefined;
  letter: LetterShown | undefined;
  pictures: readonly Chart[];
  paste: string;
  events: readonly ReportEvent[];
  nameOf: (userId: number) => string;
  today: Temporal.PlainDate;
  zone: string;
  may: May;
};

export const ReportPage = (props: ReportProps) => {
  const { report, figures, dataset, amendment, letter, paste, events, today, zone, may } = props;
  const state = stateOf(report.last);
  const window = windowOf(report);
  const path = `/bao-cao/${report.id}`;
  const isOld = amendment !== undefined;
  return (
    <div class="report">
      <PageHead
        title={`Báo cáo ${periodName(window)}`}
        lead={`Kế hoạch số ${figures.plan.number} · số liệu từ ${formatDate(figures.window.dataFrom)} đến hết ${formatDate(figures.window.until)}`}
      >
        {letter && <Downloads path={path} amendment={amendment} />}
      </PageHead>
      {isOld ? (
        <p class="plan-notice">
          <Icon name="info" />
          <span>
            {amendment === 0 ? 'Số liệu chốt lần đầu.' : `Số liệu của lần điều chỉnh ${count(amendment)}.`}{' '}
            <a href={path}>Xem số liệu hiện hành</a>
          </span>
        </p>
      ) : (
        <div class="report-state">
          <StateBadges state={state} isOverdue={isOverdue(report.dueOn, state, today)} isAhead={false} />
          {amendmentOf(report.last) > 0 && (
            <StatusBadge tone="warn" icon="pencil">{`Điều chỉnh lần ${count(amendmentOf(report.last))}`}</StatusBadge>
          )}
          <span>
            {report.last?.step === 'sent' && report.last.letterDate
              ? `Số ${report.last.letterNumber}, ngày ${formatDate(report.last.letterDate)}`
              : `Hạn gửi ${formatDate(report.dueOn)}`}
          </span>
          <Steps report={report} state={state} may={may} />
        </div>
      )}
      <Frozen {...props} />
      <section aria-labelledby="so-lieu-ten">
        <h2 id="so-lieu-ten">Số liệu</h2>
        <div class="log">
          <Results figures={figures} path={path} amendment={amendment} />
        </div>
        <Findings figures={figures} path={path} amendment={amendment} zone={zone} />
      </section>
      {props.pictures.length > 0 && (
        <section class="pictures" aria-labelledby="bieu-do">
          <h2 id="bieu-do">Biểu đồ</h2>
          {props.pictures.map((chart) => (
            <Picture chart={chart} />
          ))}
        </section>
      )}
      {letter && <LetterText letter={letter} />}
      <section aria-labelledby="long-ghep">
        <h2 id="long-ghep">Đoạn để lồng ghép</h2>
        <p class="hint">Chép nguyên đoạn này vào báo cáo CCHC, CĐS của cơ quan khác.</p>
        <p class="paste">{paste}</p>
      </section>
      <History {...props} />
      {!isOld && state === 'draft' && events.length === 0 && may('POST /bao-cao') && (
        <p>
          <ButtonLink href={`${path}/xoa`} tone="plain">
            Xóa bản nháp…
          </ButtonLink>
        </p>
      )}
      {dataset && (
        <p class="hint">
          <a href={`${path}/so-lieu.json${lan(dataset.event.amendment)}`}>Tải bộ số liệu đã chốt</a> (tệp JSON; mã
          SHA-256 của tệp phải bằng mã in trên báo cáo)
        </p>
      )}
    </div>
  );
};

/** The part of an address that asks for one amendment. */
export const lan = (amendment: number | undefined, first = true): string =>
  amendment === undefined ? '' : `${first ? '?' : '&'}lan=${amendment}`;

const Downloads = ({ path, amendment }: { path: string; amendment: number | undefined }) => (
  <>
    <ButtonLink href={`${path}/bao-cao.docx${lan(amendment)}`} icon="download">
      Xuất Word
    </ButtonLink>
    <ButtonLink href={`${path}/bao-cao.pdf${lan(amendment)}`} icon="download">
      Xuất PDF
    </ButtonLink>
  </>
);

/** What one may do next, the one that leads on first. */
const Steps = ({ report, state, may }: { report: ReportSeen; state: ReportState; may: May }) => {
  if (!may('POST /bao-cao')) return null;
  const path = `/bao-cao/${report.id}`;
  const link = (to: string, words: string, tone?: 'main') => (
    <ButtonLink href={`${path}/${to}`} {...(tone && { tone })}>
      {words}
    </ButtonLink>
  );
  return (
    <div class="actions">
      {state === 'draft' && link('chot', 'Chốt số liệu…', 'main')}
      {state === 'frozen' && link('trinh-ky', 'Trình ký…', 'main')}
      {state === 'submitted' && link('da-gui', 'Ghi nhận đã gửi…', 'main')}
      {(state === 'draft' || state === 'frozen') && link('noi-dung', 'Soạn nội dung')}
      {state !== 'draft' && link('mo-lai', 'Mở lại…')}
    </div>
  );
};

/** Whose figures these are: of now, or frozen, and whether they still are what was frozen. */
const Frozen = ({ dataset, figures, nameOf, zone }: ReportProps) => {
  if (!dataset)
    return (
      <p class="hint">
        {`Số liệu chưa chốt, tính đến ${formatDateTime(figures.asOf, zone)} theo sổ nhật ký; còn thay đổi khi sổ thay đổi.`}
      </p>
    );
  const { event, isIntact } = dataset;
  return isIntact ? (
    <p class="hint">
      {`Số liệu do ${nameOf(event.by)} chốt lúc ${formatDateTime(event.at, zone)}. Mã kiểm SHA-256: `}
      <code class="seal">{event.sha256}</code>
    </p>
  ) : (
    <p class="consequence" role="alert">
      <Icon name="warning" />
      <span>
        Bộ số liệu đang lưu không còn khớp mã kiểm lúc chốt: cơ sở dữ liệu đã bị sửa từ bên ngoài. Không dùng số liệu
        này; mở lại báo cáo và chốt lại từ sổ nhật ký.
      </span>
    </p>
  );
};

type FigureProps = { figures: ReportFigures; path: string; amendment: number | undefined };

const Results = ({ figures, path, amendment }: FigureProps) => {
  const to = (query: Readonly<Record<string, string>>): string =>
    `${path}/luot-phat?${new URLSearchParams({ ...query, ...(amendment !== undefined && { lan: String(amendment) }) })}`;
  const cell = (n: number, query: Readonly<Record<string, string>>, label: string, words = count(n)): Child => (
    <td class="number" data-label={label}>
      {n > 0 ? <a href={to(query)}>{words}</a> : words}
    </td>
  );
  const { rows, totals } = figures;
  return (
    <>
      <Table
        caption="Kết quả thực hiện các chuyên mục"
        stack
        head={
          <>
            <th scope="col">Nội dung</th>
            <th scope="col">Mục viện dẫn</th>
            <th scope="col">Tần suất</th>
            <th scope="col" class="number">
              Phát mới
            </th>
            <th scope="col" class="number">
              Phát lại
            </th>
            <th scope="col" class="number">
              Lượt phát
            </th>
            <th scope="col" class="number">
              Phút
            </th>
            <th scope="col" class="number">
              Lũy kế năm
            </th>
            <th scope="col">Đánh giá</th>
          </>
        }
      >
        {rows.map((row) => (
          <tr>
            <td class="what">{row.name}</td>
            <td class="figure" data-label="Mục viện dẫn">
              {row.code}
            </td>
            <td data-label="Tần suất">{row.frequency}</td>
            {cell(row.premieres, { muc: row.obligationId, loai: 'premiere' }, 'Phát mới')}
            {cell(row.replays, { muc: row.obligationId, loai: 'replay' }, 'Phát lại')}
            {cell(row.airings, { muc: row.obligationId }, 'Lượt phát')}
            {cell(row.minutes, { muc: row.obligationId }, 'Phút')}
            {cell(
              row.yearToDate,
              { muc: row.obligationId, nam: '1', ...(row.unit !== 'lượt' && { loai: 'premiere' }) },
              'Lũy kế năm',
              `${count(row.yearToDate)} ${row.unit}`,
            )}
            <td data-label="Đánh giá">{row.assessment}</td>
          </tr>
        ))}
        <tr class="sum">
          <th scope="row" colspan={3}>
            Tổng cộng
          </th>
          {cell(totals.premieres, { loai: 'premiere' }, 'Phát mới')}
          {cell(totals.replays, { loai: 'replay' }, 'Phát lại')}
          {cell(totals.airings, {}, 'Lượt phát')}
          {cell(totals.minutes, {}, 'Phút')}
          <td colspan={2} class="none"></td>
        </tr>
      </Table>
      <p>{totalLength(totals.minutes)}</p>
    </>
  );
};

const VERDICTS: Readonly<Record<Verdict, string>> = {
  counts: 'được tính',
  'on-air': 'đang phát',
  silent: 'không phát',
  cancelled: 'đã hủy lịch phát',
  unapproved: 'chưa duyệt trước lúc phát',
  'too-short': 'phát chưa đủ thời lượng',
  'few-clusters': 'quá ít cụm loa phát',
};

/** In the order a reader asks. */
const VERDICTS_OF = ['heard', 'differs', 'not-enough'] as const;

const Findings = ({ figures, path, amendment, zone }: FigureProps & { zone: string }) => {
  const { topics, clusters, emergency, uncounted, leftOut, totals, openDays = [] } = figures;
  const adjusted = adjustmentLines(figures);
  const to = (query: Readonly<Record<string, string>>): string =>
    `${path}/luot-phat?${new URLSearchParams({ ...query, ...(amendment !== undefined && { lan: String(amendment) }) })}`;
  const verdicts = VERDICTS_OF.map((verdict) => ({
    verdict,
    n: figures.airings.filter(({ inWindow, evidence }) => inWindow && evidence === verdict).length,
  })).filter(({ n }) => n > 0);
  return (
    <ul class="findings">
      {topics.total > 0 && (
        <li>
          {`Chủ đề đã tuyên truyền trong kỳ: ${count(topics.covered)}/${count(topics.total)}`}
          {topics.list.map(({ code, airingIds }, i) => (
            <>
              {i === 0 ? ': ' : ', '}
              {airingIds ? <a href={to({ 'chu-de': code })}>{code}</a> : code}
            </>
          ))}
          {topics.coveredThisYear !== topics.covered &&
            `; từ đầu năm ${count(topics.coveredThisYear)}/${count(topics.total)}`}
          .
        </li>
      )}
      <li>
        {clusters ? (
          <>
            {'Lượt cụm phát đạt: '}
            <a href={to({ cum: 'co' })}>{`${count(clusters.ok)}/${count(clusters.expected)}`}</a>
            {` (${[formatPercent(clusters.ok / clusters.expected), clusterLevels(clusters, count)].filter(Boolean).join('; ')}).`}
          </>
        ) : (
          'Cụm loa: chưa theo dõi kết quả phát của từng cụm.'
        )}
      </li>
      {emergency.airings > 0 && (
        <li>
          {`Khẩn cấp: ${count(emergency.bulletins)} bản tin, `}
          <a href={`${path}/luot-phat?loai=khan-cap${lan(amendment, false)}`}>{`${count(emergency.airings)} lượt`}</a>
          {`, ${count(emergency.minutes)} phút; không tính vào kết quả trên.`}
        </li>
      )}
      {totals.shared > 0 && (
        <li>{`${count(totals.shared)} lượt được tính cho nhiều nội dung; dòng tổng cộng chỉ tính mỗi lượt một lần.`}</li>
      )}
      {verdicts.length > 0 && (
        <li>
          Đối chiếu bản ghi sóng với bản duyệt:
          {verdicts.map(({ verdict, n }, i) => (
            <>
              {i === 0 ? ' ' : ', '}
              <a href={to({ 'doi-chieu': verdict })}>{`${count(n)} lượt ${verdictWord(verdict).toLowerCase()}`}</a>
            </>
          ))}
          .
        </li>
      )}
      {openDays.length > 0 && (
        <li>
          <a href={`/nhat-ky/doi-chieu?tu=${figures.window.dataFrom}&den=${figures.window.until}`}>
            {`${count(openDays.length)} ngày chưa khóa sổ`}
          </a>
          {` khi lấy số liệu này.`}
        </li>
      )}
      {leftOut.map(({ name, code }) => (
        <li>{`${name} (${code}): kế hoạch không nêu số lượng và năm nay chưa phát, nên không có trong bảng.`}</li>
      ))}
      {uncounted.length > 0 && (
        <li>
          <details>
            <summary>{`${count(uncounted.length)} lượt đến hạn trong kỳ không được tính`}</summary>
            <ul>
              {uncounted.map(({ id, at, title, code, verdict, cause, isMadeGood }) => (
                <li>
                  <a href={`/nhat-ky/${id}`}>{formatDateTime(at, zone)}</a>
                  {` ${title || code} (${code}): ${VERDICTS[verdict]}`}
                  {cause && `; ${lowerFirst(causeWord(cause))}`}
                  {isMadeGood && '; đã phát bù'}.
                </li>
              ))}
            </ul>
          </details>
        </li>
      )}
      {adjusted.map((words) => (
        <li>{`Điều chỉnh kỳ trước: ${words}`}</li>
      ))}
    </ul>
  );
};

const LetterText = ({ letter }: { letter: LetterShown }) => (
  <section aria-labelledby="van-ban">
    <h2 id="van-ban">Văn bản</h2>
    <article class="letter" aria-label="Nội dung báo cáo">
      <p class="title">
        <strong>{letter.kind.toLocaleUpperCase('vi')}</strong>
        <br />
        {letter.subject}
      </p>
      {letter.addressees.length > 0 && <p class="title">{`Kính gửi: ${letter.addressees.join('; ')}.`}</p>}
      {letter.body.map((block) =>
        block.is === 'heading' ? (
          block.level === 1 ? (
            <h3>{block.text}</h3>
          ) : (
            <h4>{block.text}</h4>
          )
        ) : block.is === 'paragraph' ? (
          <p>{block.text}</p>
        ) : (
          <p class="hint">(Bảng số liệu như ở trên)</p>
        ),
      )}
      <div class="signing">
        <div>
          <p>
            <em>Nơi nhận:</em>
          </p>
          <ul>
            {letter.recipients.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </div>
        {letter.signers.map(({ authority, position, name }) => (
          <div class="signer">
            {authority && <p>{authority.toLocaleUpperCase('vi')}</p>}
            <p>{position.toLocaleUpperCase('vi')}</p>
            <p class="name">{name || '(chưa ghi tên)'}</p>
          </div>
        ))}
      </div>
    </article>
  </section>
);

const History = ({ report, events, nameOf, zone }: ReportProps) => (
  <section aria-labelledby="lich-su">
    <h2 id="lich-su">Quá trình</h2>
    <ol class="history">
      <li>
        <Moment at={report.createdAt} zone={zone} />
        {` ${nameOf(report.createdBy)} lập báo cáo.`}
      </li>
      {events.map((event) => (
        <li>
          <Moment at={event.at} zone={zone} />
          {` ${nameOf(event.by)} `}
          <EventWords event={event} />
        </li>
      ))}
    </ol>
  </section>
);

const Moment = ({ at, zone }: { at: EpochMs; zone: string }) => <time>{formatDateTime(at, zone)}</time>;

const EventWords = ({ event }: { event: ReportEvent }) => {
  const { reportId, step, amendment, reason, letterNumber, letterDate } = event;
  switch (step) {
    case 'frozen':
      return (
        <>
          <a href={`/bao-cao/${reportId}?lan=${amendment}`}>
            {amendment === 0 ? 'chốt số liệu' : `chốt số liệu điều chỉnh lần ${count(amendment)}`}
          </a>
          .
        </>
      );
    case 'reopened':
      return <>{`mở lại để điều chỉnh lần ${count(amendment + 1)}; lý do: ${reason}`}</>;
    case 'submitted':
      return <>trình ký.</>;
    case 'sent':
      return <>{`ghi nhận đã gửi: số ${letterNumber}, ngày ${letterDate ? formatDate(letterDate) : ''}.`}</>;
    default:
      return step satisfies never;
  }
};
