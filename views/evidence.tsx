/** What the aircheck proves of one airing: the verdict, the level of every second, and the excerpts that outlast it. */
import { type Comparison, type EvidenceVerdict, type Excerpt, SECOND_SIGNS, SILENCE_DB } from '../src/core/evidence.ts';
import { evidenceWhyWord, matchedWords, verdictWord } from '../src/core/evidence-words.ts';
import { durationMs, type EpochMs } from '../src/core/time.ts';
import { formatClock, formatDateTime, formatNumber } from '../src/core/vietnamese.ts';
import { ActionButton, StatusBadge, type Tone } from './parts.tsx';

export type EvidenceSeen = Comparison & {
  readonly levels: readonly number[];
  readonly excerpts: readonly Excerpt[];
  readonly askedBy: string | null;
  readonly madeAt: EpochMs;
};

const TONES: Readonly<Record<EvidenceVerdict, Tone>> = { heard: 'good', differs: 'bad', 'not-enough': 'quiet' };

export const EvidenceBadge = ({ verdict }: { verdict: EvidenceVerdict }) => (
  <StatusBadge tone={TONES[verdict]}>{verdictWord(verdict)}</StatusBadge>
);

type Props = {
  id: number;
  evidence: EvidenceSeen | undefined;
  /** Those that are still kept. */
  excerpts: readonly Excerpt[];
  mayAsk: boolean;
  zone: string;
};

export const EvidenceOf = ({ id, evidence, excerpts, mayAsk, zone }: Props) => (
  <section class="evidence" aria-labelledby="doi-chieu">
    <h2 id="doi-chieu">Đối chiếu với bản duyệt</h2>
    {evidence ? (
      <Found evidence={evidence} zone={zone} />
    ) : (
      <p class="hint">Phát xong, máy tự so bản ghi sóng với bản đã duyệt. Lượt này chưa được đối chiếu.</p>
    )}
    {excerpts.length > 0 && (
      <ul class="excerpts" aria-label="Trích đoạn lưu lâu dài">
        {excerpts.map(({ fromMs, ms, sha256 }) => {
          const at = `${formatClock(durationMs(fromMs))}–${formatClock(durationMs(fromMs + ms))}`;
          return (
            <li>
              <span>Trích đoạn {at}</span>
              {/* biome-ignore lint/a11y/useMediaCaption: what went out on the air has no captions */}
              <audio
                controls
                preload="none"
                src={`/nhat-ky/${id}/trich-doan/${sha256}`}
                aria-label={`Trích đoạn ${at}`}
              ></audio>
            </li>
          );
        })}
      </ul>
    )}
    {mayAsk && (
      <ActionButton action={`/nhat-ky/${id}/doi-chieu`}>{evidence ? 'Đối chiếu lại' : 'Đối chiếu ngay'}</ActionButton>
    )}
  </section>
);

const Found = ({ evidence, zone }: { evidence: EvidenceSeen; zone: string }) => {
  const { verdict, why, seconds, levels, offsetMs, askedBy, madeAt } = evidence;
  const other = rangesOf(seconds, SECOND_SIGNS.other);
  const gone = rangesOf(seconds, SECOND_SIGNS.gone);
  return (
    <>
      <p>
        <EvidenceBadge verdict={verdict} />{' '}
        {[matchedWords(evidence), why && evidenceWhyWord(why)].filter(Boolean).join('; ')}
        {offsetMs !== null && offsetWords(offsetMs)}.
      </p>
      {levels.length > 0 && <LevelTrace levels={levels} seconds={seconds} />}
      {other.length > 0 && (
        <p class="hint">{`Khác ở: ${other.slice(0, 8).join(', ')}${other.length > 8 ? '…' : ''}`}</p>
      )}
      {gone.length > 0 && (
        <p class="hint">{`Không ghi được: ${gone.slice(0, 8).join(', ')}${gone.length > 8 ? '…' : ''}`}</p>
      )}
      <p class="hint">
        {`${askedBy === null ? 'Máy tự đối chiếu' : `${askedBy} yêu cầu đối chiếu`}, ${formatDateTime(madeAt, zone)}. Kết quả nằm trong chuỗi niêm phong; đối chiếu lại thì thêm dòng mới.`}
      </p>
    </>
  );
};

const offsetWords = (ms: number): string =>
  Math.abs(ms) < 500 ? '' : `; ${ms > 0 ? 'muộn' : 'sớm'} ${formatNumber(Math.abs(ms) / 1000, 1)} giây so với nhật ký`;

/** `0:12–0:24`, of runs of one sign. */
function rangesOf(seconds: string, sign: string): string[] {
  const at = (second: number) => formatClock(durationMs(second * 1000));
  return [...seconds.matchAll(new RegExp(`\\${sign}+`, 'g'))].map(
    ({ index, 0: run }) => `${at(index)}–${at(index + run.length)}`,
  );
}

const HEIGHT = 60;
/** No picture is finer. */
const MOST_BARS = 600;

/** A bar a second (or a few); what differs has a mark above it, what was not kept one below, so that no colour is needed. */
const LevelTrace = ({ levels, seconds }: { levels: readonly number[]; seconds: string }) => {
  const step = Math.ceil(levels.length / MOST_BARS);
  const bars = Array.from({ length: Math.ceil(levels.length / step) }, (_, i) => ({
    level: Math.max(...levels.slice(i * step, (i + 1) * step)),
    signs: seconds.slice(i * step, (i + 1) * step),
  }));
  const sounding = levels.filter((level) => level > SILENCE_DB);
  const words =
    sounding.length > 0 ? `từ ${Math.min(...sounding)} đến ${Math.max(...sounding)} dBFS` : 'không có tiếng';
  const path = (sign: string, y: number, height: number) =>
    bars.map(({ signs }, i) => (signs.includes(sign) ? `M${i} ${y}h1v${height}h-1z` : '')).join('');
  return (
    <svg
      class="levels"
      viewBox={`0 0 ${bars.length} ${HEIGHT + 10}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Mức âm thanh từng giây: ${words}`}
    >
      <path
        class="level"
        d={bars
          .map(({ level }, i) => {
            const height = Math.round(((level - SILENCE_DB) / -SILENCE_DB) * HEIGHT);
            return height > 0 ? `M${i}.1 ${HEIGHT + 5}v${-height}h.8v${height}z` : '';
          })
          .join('')}
      />
      <path class="other" d={path(SECOND_SIGNS.other, 0, 4)} />
      <path class="gone" d={path(SECOND_SIGNS.gone, HEIGHT + 6, 4)} />
    </svg>
  );
};
