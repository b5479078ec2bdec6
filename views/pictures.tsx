/**
 * A chart (core/pictures.ts) as SVG: on the page with its table behind it, on paper alone. Inks are told apart by pattern,
 * so that a black-and-white print says the same; attributes only, for the page allows no inline style.
 */
import { scaleBand, scaleLinear } from 'd3-scale';
import { type Chart, type Ink, topicsChart } from '../src/core/pictures.ts';
import { formatNumber } from '../src/core/vietnamese.ts';
import { Table } from './parts.tsx';

const WIDTH = 720;
const LEGEND = 26;
const ROW = 22;
const WORDS = 190;
/** Mean advance of a letter of the page's typeface at 12 px; that of documents is narrower. */
const LETTER = 7.3;
const HEIGHT_OF_COLUMNS = 230;

/** `paper`: the colours and typeface of documents. */
type Look = { readonly ink: string; readonly ground: string; readonly font?: string };
const PAGE: Look = { ink: 'currentColor', ground: 'var(--paper, #fff)' };
const PAPER: Look = { ink: '#000', ground: '#fff', font: 'Tinos' };

/** With its figures as a table for whoever cannot see it. */
export const Picture = ({ chart, id = chart.id }: { chart: Chart; id?: string }) => (
  <figure class="picture">
    <figcaption>{chart.title}</figcaption>
    {/* Focusable, so that a keyboard can scroll it sideways on a narrow screen. */}
    <section class="picture-sheet" tabindex={0} aria-label={`Hình: ${chart.title}`}>
      <Drawing chart={chart} id={id} look={PAGE} />
    </section>
    <details>
      <summary>
        Bảng số liệu<span class="unseen">: {chart.title}</span>
      </summary>
      <Table
        caption={chart.title}
        head={
          <>
            <th scope="col">{chart.shape === 'columns' ? 'Khoảng' : 'Mục'}</th>
            {chart.series.map(({ name }) => (
              <th scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col">Số liệu</th>
          </>
        }
      >
        {chart.rows.map(({ label, values, words }) => (
          <tr>
            <th scope="row">{label}</th>
            {values.map((value) => (
              <td class="number">{formatNumber(value)}</td>
            ))}
            <td>{words}</td>
          </tr>
        ))}
      </Table>
    </details>
  </figure>
);

export const TopicsPicture = ({ id, topics }: { id: string; topics: Parameters<typeof topicsChart>[0] }) => (
  <Picture chart={topicsChart(topics)} id={id} />
);

/** For a document: no page around it, black on white. */
export const pictureSvg = (chart: Chart): string => String(Drawing({ chart, id: chart.id, look: PAPER }));

const Drawing = ({ chart, id, look }: { chart: Chart; id: string; look: Look }) => {
  const body = chart.shape === 'bars' ? bars(chart, id, look) : columns(chart, id, look);
  const top = chart.series.length > 1 ? LEGEND : 4;
  const height = top + body.height;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${WIDTH} ${height}`}
      width={WIDTH}
      height={height}
      role="img"
      aria-label={`${chart.title} (${chart.unit})`}
      font-size="12"
      font-family={look.font}
      fill={look.ink}
    >
      <defs>
        <pattern id={`${id}-soc`} patternUnits="userSpaceOnUse" width="6" height="6">
          <rect x="0" y="0" width="6" height="6" fill={look.ground} />
          <path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke={look.ink} stroke-width="1.5" fill="none" />
        </pattern>
      </defs>
      {chart.series.length > 1 && <Legend chart={chart} id={id} look={look} />}
      <g transform={`translate(0,${top})`}>{body.drawn}</g>
    </svg>
  );
};

const fillOf = (ink: Ink, id: string, look: Look): string =>
  ink === 'solid' ? look.ink : ink === 'hatch' ? `url(#${id}-soc)` : look.ground;

const Box = (props: { x: number; y: number; width: number; height: number; ink: Ink; id: string; look: Look }) => (
  <rect
    x={round(props.x)}
    y={round(props.y)}
    width={round(props.width)}
    height={round(props.height)}
    fill={fillOf(props.ink, props.id, props.look)}
    stroke={props.look.ink}
    stroke-width="1"
  />
);
const round = (n: number): number => Math.round(n * 10) / 10;

function Legend({ chart, id, look }: { chart: Chart; id: string; look: Look }) {
  let x = 1;
  return (
    <g>
      {chart.series.map(({ name, ink }) => {
        const at = x;
        x += 24 + name.length * LETTER + 18;
        return (
          <g>
            <Box x={at} y={3} width={16} height={12} ink={ink} id={id} look={look} />
            <text x={at + 22} y={13}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

type Drawn = { readonly height: number; readonly drawn: unknown };

const most = ({ rows }: Chart): number =>
  Math.max(1, ...rows.map(({ values }) => values.reduce((sum, n) => sum + n, 0)));

function bars(chart: Chart, id: string, look: Look): Drawn {
  const label = Math.min(200, Math.max(...chart.rows.map((row) => row.label.length)) * LETTER + 10);
  const words = Math.min(
    260,
    Math.max(WORDS * 0.4, Math.max(...chart.rows.map((row) => row.words.length)) * LETTER + 8),
  );
  const scale = scaleLinear([0, most(chart)], [label, WIDTH - words]);
  const drawn = chart.rows.map((row, i) => {
    let sum = 0;
    const y = i * ROW;
    return (
      <g>
        <text x={label - 8} y={y + 15} text-anchor="end">
          {cut(row.label, 28)}
        </text>
        {row.values.map((value, n) => {
          const from = scale(sum);
          sum += value;
          return value > 0 ? (
            <Box
              x={from}
              y={y + 3}
              width={scale(sum) - from}
              height={ROW - 7}
              ink={chart.series[n]!.ink}
              id={id}
              look={look}
            />
          ) : null;
        })}
        <text x={round(scale(sum) + 6)} y={y + 15}>
          {cut(row.words, 40)}
        </text>
      </g>
    );
  });
  return { height: chart.rows.length * ROW + 4, drawn };
}

function columns(chart: Chart, id: string, look: Look): Drawn {
  const [left, foot, head] = [34, 24, 14];
  const scale = scaleLinear([0, most(chart)], [HEIGHT_OF_COLUMNS - foot, head]).nice();
  const ticks = scale.ticks(5).filter(Number.isInteger);
  const band = scaleBand<number>(
    chart.rows.map((_, i) => i),
    [left, WIDTH - 4],
  ).padding(0.25);
  const wide = Math.min(band.bandwidth(), 60);
  // Labels that would touch are left out; the table has them all.
  const every = Math.ceil((Math.max(...chart.rows.map(({ label }) => label.length)) * LETTER + 8) / band.step());
  const drawn = (
    <>
      {ticks.map((tick) => (
        <g>
          <line
            x1={left}
            x2={WIDTH - 4}
            y1={round(scale(tick))}
            y2={round(scale(tick))}
            stroke={look.ink}
            stroke-width="0.5"
            stroke-opacity="0.4"
          />
          <text x={left - 6} y={round(scale(tick) + 4)} text-anchor="end">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      {chart.rows.map((row, i) => {
        let sum = 0;
        const middle = band(i)! + band.bandwidth() / 2;
        return (
          <g>
            {row.values.map((value, n) => {
              const from = scale(sum);
              sum += value;
              return value > 0 ? (
                <Box
                  x={middle - wide / 2}
                  y={scale(sum)}
                  width={wide}
                  height={from - scale(sum)}
                  ink={chart.series[n]!.ink}
                  id={id}
                  look={look}
                />
              ) : null;
            })}
            {sum > 0 && chart.rows.length <= 30 && (
              <text x={round(middle)} y={round(scale(sum) - 4)} text-anchor="middle">
                {formatNumber(sum)}
              </text>
            )}
            {i % every === 0 && (
              <text x={round(middle)} y={HEIGHT_OF_COLUMNS - 6} text-anchor="middle">
                {row.label}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
  return { height: HEIGHT_OF_COLUMNS, drawn };
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
