/** What a plan on its way in would change: list by list, old → new in words, and what it means for the days ahead. */
import type { FieldChange, PlanChange, PlanConflict } from '../src/core/plan-import.ts';
import type { PlacedTitle, PlanReview } from '../src/core/plan-review.ts';
import { PLAN_LISTS, type PlanList } from '../src/core/plan-words.ts';
import { dayOf } from '../src/core/time.ts';
import { formatDate, formatDay, formatDuration, formatTime, upperFirst } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, PageHead, Radios, StatusBadge, Table, type Tone } from './parts.tsx';
import { DRAFTS_PATH, PLANS_PATH, PlanState } from './plans.tsx';

type Props = {
  readonly review: PlanReview;
  readonly zone: string;
  readonly zones: ReadonlyMap<string, string>;
  readonly mayApply: boolean;
};

export const PlanReviewPage = (props: Props) => {
  const { review, mayApply } = props;
  const { plan, known, head, outcome, succession } = review;
  const path = `${DRAFTS_PATH}/${plan.id}`;
  const shown = succession?.changes ?? outcome.changes;
  const isSame = outcome.changes.length === 0 && outcome.conflicts.length === 0 && head.length === 0;
  return (
    <div class="plan-review">
      <PageHead title={`Bản nháp: kế hoạch số ${plan.number}`} lead={plan.title}>
        <ButtonLink href={`${path}/tep.yaml`} icon="download">
          Tải xuống để sửa
        </ButtonLink>
        {mayApply && <ButtonLink href={`${path}/bo`}>Bỏ bản nháp…</ButtonLink>}
      </PageHead>
      <p class="plan-state">
        <PlanState state="draft" year={plan.year} />{' '}
        <span>
          {succession
            ? `Nối tiếp kế hoạch số ${succession.plan?.number ?? '?'} năm ${succession.plan?.year ?? '?'} từ ngày ${formatDate(succession.from)}.`
            : known
              ? `Kế hoạch này đã có trên đài; dưới đây là những gì bản nháp thay đổi.`
              : 'Kế hoạch mới, đứng cạnh những kế hoạch đang có.'}
        </span>
      </p>
      {outcome.warnings.map((words) => (
        <p class="plan-notice">
          <Icon name="warning" />
          <span>{words}.</span>
        </p>
      ))}
      {head.length > 0 && (
        <section aria-labelledby="van-ban">
          <h2 id="van-ban">Văn bản</h2>
          <FieldChanges fields={head} />
        </section>
      )}
      {isSame && <p>Tệp nói đúng như đài đang có: áp dụng không thay đổi gì.</p>}
      {(Object.keys(PLAN_LISTS) as PlanList[]).map((list) => (
        <ListChanges
          list={list}
          changes={shown.filter((one) => one.list === list)}
          unchanged={succession ? undefined : outcome.unchanged[list]}
        />
      ))}
      <Effect {...props} />
      {mayApply ? (
        <form method="post" action={`${path}/ap-dung`} class="form wide">
          {outcome.conflicts.length > 0 && <Conflicts conflicts={outcome.conflicts} />}
          <div class="form-end">
            <div class="actions">
              <Button tone="main">Áp dụng kế hoạch</Button>
              <ButtonLink href={PLANS_PATH}>Để sau</ButtonLink>
            </div>
            <p class="hint">
              Áp dụng một lần cho cả tệp: được hết hoặc không gì cả. Khung giờ bị bỏ được lưu trữ, nhật ký của chúng còn
              nguyên.
              {succession &&
                ` ${succession.ended} khung giờ cũ hết vào ngày trước ${formatDate(succession.from)}; thay đổi đã đặt cho những ngày sau đó chuyển sang khung mới.`}
            </p>
          </div>
        </form>
      ) : (
        <p class="hint">Việc của biên tập viên hoặc người quản trị: áp dụng hay bỏ bản nháp.</p>
      )}
    </div>
  );
};

const FieldChanges = ({ fields }: { fields: readonly FieldChange[] }) => (
  <ul class="field-changes">
    {fields.map(({ label, from, to }) => (
      <li>
        {label}: <del>{from}</del> <span aria-hidden="true">→</span>
        <span class="unseen"> thành </span> <ins>{to}</ins>
      </li>
    ))}
  </ul>
);

const WHAT: Readonly<
  Record<PlanChange['what'], { word: string; tone: Tone; icon?: 'plus' | 'pencil' | 'archive' | 'return' }>
> = {
  added: { word: 'Thêm', tone: 'good', icon: 'plus' },
  changed: { word: 'Sửa', tone: 'busy', icon: 'pencil' },
  removed: { word: 'Bỏ', tone: 'warn', icon: 'archive' },
  restored: { word: 'Khôi phục', tone: 'good', icon: 'return' },
};

/** Beyond that the list opens on demand. */
const SHOWN = 12;

const ListChanges = (props: { list: PlanList; changes: readonly PlanChange[]; unchanged: number | undefined }) => {
  const { list, changes, unchanged } = props;
  if (changes.length === 0) return null;
  const name = PLAN_LISTS[list];
  const counts = (['added', 'changed', 'removed', 'restored'] as const).flatMap((what) => {
    const count = changes.filter((one) => one.what === what).length;
    return count === 0 ? [] : [`${WHAT[what].word.toLowerCase()} ${count}`];
  });
  const rest = changes.slice(SHOWN);
  return (
    <section aria-labelledby={`doi-${list}`}>
      <h2 id={`doi-${list}`}>
        {upperFirst(name)}
        <small>
          {' '}
          {counts.join(', ')}
          {unchanged !== undefined && `, giữ nguyên ${unchanged}`}
        </small>
      </h2>
      <ul class="plan-changes">
        {changes.slice(0, SHOWN).map((one) => (
          <ChangeItem one={one} />
        ))}
      </ul>
      {rest.length > 0 && (
        <details class="more">
          <summary>
            {rest.length} {name} nữa
          </summary>
          <ul class="plan-changes">
            {rest.map((one) => (
              <ChangeItem one={one} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const ChangeItem = ({ one }: { one: PlanChange }) => {
  const { word, tone, icon } = WHAT[one.what];
  return (
    <li>
      <StatusBadge tone={tone} {...(icon && { icon })}>
        {word}
      </StatusBadge>
      <div>
        <strong>{one.name}</strong> <span class="code">{one.id}</span>
        {one.fields.length > 0 && <FieldChanges fields={one.fields} />}
      </div>
    </li>
  );
};

const Conflicts = ({ conflicts }: { conflicts: readonly PlanConflict[] }) => (
  <section aria-labelledby="da-sua">
    <h2 id="da-sua">Đã sửa trên đài</h2>
    <p>Những mục này đã được sửa trên các trang của đài và khác với tệp. Không chọn gì thì giữ như trên đài.</p>
    {conflicts.map(({ key, name, fields, list, isFileChosen }) => (
      <div class="conflict">
        <Radios
          name={`chon:${key}`}
          label={`${name} (${PLAN_LISTS[list]})`}
          options={[
            {
              value: 'dai',
              label: 'Giữ như trên đài',
              hint: fields.map(({ label, from }) => `${label}: ${from}`).join('; '),
            },
            { value: 'tep', label: 'Theo tệp', hint: fields.map(({ label, to }) => `${label}: ${to}`).join('; ') },
          ]}
          value={isFileChosen ? 'tep' : 'dai'}
        />
      </div>
    ))}
  </section>
);

const Effect = ({ review: { effect }, zone, zones }: Props) => {
  const { from, until, come, gone } = effect;
  const days = `từ ${formatDate(from)} đến hết ${formatDate(until)}`;
  return (
    <section aria-labelledby="tac-dong">
      <h2 id="tac-dong">Lịch phát {days}</h2>
      {come.length + gone.length === 0 ? (
        <p class="complete">
          <Icon name="check" />
          Không đổi: mọi lượt phát giữ nguyên ngày giờ.
        </p>
      ) : (
        <>
          <p>
            {come.length} lượt xuất hiện, {gone.length} lượt mất đi.
          </p>
          <PlaceTable title="Lượt mất đi" places={gone} zone={zone} zones={zones} />
          <PlaceTable title="Lượt xuất hiện" places={come} zone={zone} zones={zones} />
        </>
      )}
    </section>
  );
};

type Row = PlacedTitle & { count: number; last: PlacedTitle['start'] };

/** The same thing at the same hour on many days is one line. */
function rowsOf(places: readonly PlacedTitle[], zone: string): Row[] {
  const rows = new Map<string, Row>();
  for (const place of places) {
    const key = `${place.title} ${formatTime(place.start, zone)} ${place.length} ${place.zoneId}`;
    const row = rows.get(key) ?? { ...place, count: 0, last: place.start };
    rows.set(key, { ...row, count: row.count + 1, last: place.start });
  }
  return [...rows.values()];
}

const PlaceTable = (props: { title: string; places: readonly PlacedTitle[]; zone: string; zones: Props['zones'] }) => {
  const { title, places, zone, zones } = props;
  if (places.length === 0) return null;
  const dayOn = (at: PlacedTitle['start']) => formatDay(dayOf(at, zone));
  return (
    <>
      <h3>{title}</h3>
      <Table
        caption={title}
        stack
        head={
          <>
            <th scope="col">Nội dung</th>
            <th scope="col">Giờ</th>
            <th scope="col">Thời lượng</th>
            <th scope="col">Ngày</th>
          </>
        }
      >
        {rowsOf(places, zone).map((row) => (
          <tr>
            <td>
              {row.title}
              {zones.size > 1 && <small>{zones.get(row.zoneId)}</small>}
            </td>
            <td class="figure" data-label="Giờ">
              {formatTime(row.start, zone)}
            </td>
            <td class="figure" data-label="Thời lượng">
              {formatDuration(row.length)}
            </td>
            <td data-label="Ngày">
              {row.count === 1 ? dayOn(row.start) : `${row.count} lượt, từ ${dayOn(row.start)} đến ${dayOn(row.last)}`}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
};
