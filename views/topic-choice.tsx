/** The topics of the plan to choose from, in its order, with what was heard of each. */
import type { Temporal } from 'temporal-polyfill';
import type { Topic } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate, formatNumber, lowerFirst } from '../src/core/vietnamese.ts';
import { type FormValues, Group, textsOf } from './parts.tsx';

export type TopicHint = {
  /** Airings that count, within the plan's time. */
  readonly times: number;
  readonly lastOn: Temporal.PlainDate | undefined;
  /** An issue that has it and has not aired: `Số 03/2025`. */
  readonly coming: string | undefined;
};

const AREAS: Readonly<Record<string, string>> = { CĐS: 'Chuyển đổi số (CĐS)', CCHC: 'Cải cách hành chính (CCHC)' };

type Props = {
  /** Of the programme: its group is open. */
  area: string;
  values: FormValues;
  errors: FieldErrors;
  /** Leaf topics in the order of the plan. */
  topics: readonly Topic[];
  hints: ReadonlyMap<string, TopicHint>;
};

/** Grouped by area; each is closed when nothing in it can be of interest. */
export const TopicChoice = ({ area: home, values, errors, topics, hints }: Props) => {
  const chosen = textsOf(values, 'topics');
  const areas = [...new Set(topics.map(({ area }) => area))];
  if (areas.length === 0) return null;
  return (
    <Group
      name="topics"
      label="Nội dung tuyên truyền"
      hint="Chọn mọi chủ đề của kế hoạch mà số này nói đến"
      error={errors.topics}
    >
      {areas.map((area) => {
        const own = topics.filter((topic) => topic.area === area);
        const never = own.filter(({ key }) => !hints.get(key)?.times).length;
        const open = area === home || own.some(({ key }) => chosen.includes(key));
        return (
          <details class="topics" open={open || !areas.includes(home)}>
            <summary>
              {AREAS[area] ?? area} · còn {never}/{own.length} chủ đề chưa phát
            </summary>
            {own.map(({ key, code, chip, title }) => (
              <label class="choice" title={title}>
                <input type="checkbox" name="topics" value={key} checked={chosen.includes(key)} />
                <span>
                  <span class="code">{code}</span> {chip}
                  <small>{hintWords(hints.get(key))}</small>
                </span>
              </label>
            ))}
          </details>
        );
      })}
    </Group>
  );
};

/** `chưa phát lần nào`, `phát lần cuối 12/09/2025, 3 lần`, and with either `có trong số 03/2025 chưa phát`. */
function hintWords(hint: TopicHint | undefined): string {
  const heard = hint?.lastOn
    ? `phát lần cuối ${formatDate(hint.lastOn)}, ${formatNumber(hint.times, 0)} lần`
    : 'chưa phát lần nào';
  return hint?.coming ? `${heard}; có trong ${lowerFirst(hint.coming)} chưa phát` : heard;
}
