/** Everything one can do to cụm loa: page and API both end here. */
import { z } from '@hono/zod-openapi';
import { CLUSTER_KIND_LIST, type Cluster, type ClusterCheck, clustersOf, FINDING_LIST } from '../core/clusters.ts';
import { type Airing, type User, WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { todayOf } from '../core/time.ts';
import { closedRefusal } from './closed-days.ts';
import { choice, optionalText, text, tick } from './forms.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

/** A day that may be left out; `day` says how it is written. */
export const optionalDay = <S extends z.ZodType<string>>(day: S) =>
  z.preprocess((typed) => typed || null, day.nullable().default(null));

const whole = (most: number, wrong: string) =>
  z.coerce.number({ error: wrong }).int(wrong).min(0, wrong).max(most, wrong);

export const CODE = /^[A-Z0-9][A-Z0-9-]{0,19}$/;
export const clusterInput = z.object({
  name: text('Nhập tên cụm loa', 80),
  zoneId: z.string().max(80).default(WHOLE_COMMUNE),
  village: optionalText(80),
  place: optionalText(200),
  kind: choice(CLUSTER_KIND_LIST, 'Chọn loại cụm loa'),
  speakers: whole(99, 'Nhập số loa từ 1 đến 99').refine((n) => n > 0, 'Nhập số loa từ 1 đến 99'),
  households: z.preprocess(
    (typed) => (typed === '' ? null : typed),
    whole(99_999, 'Nhập số hộ').nullable().default(null),
  ),
  device: optionalText(80),
  isQuiet: tick.default(false),
  paused: tick.default(false),
  note: optionalText(500),
});
export const newClusterInput = clusterInput.extend({
  id: z
    .string({ error: 'Nhập mã cụm' })
    .trim()
    .toUpperCase()
    .regex(CODE, 'Mã cụm gồm chữ không dấu, số và gạch nối, tối đa 20 ký tự'),
});

export function addCluster(
  station: Station,
  { id, ...input }: z.output<typeof newClusterInput>,
): Result<Cluster, FieldErrors> {
  if (station.stores.clusters.find(id)) return err({ id: `Mã ${id} đã có` });
  return put(station, id, input, null);
}

export const saveCluster = (station: Station, cluster: Cluster, input: z.output<typeof clusterInput>) =>
  put(station, cluster.id, input, cluster.archivedAt);

function put(
  station: Station,
  id: string,
  input: z.output<typeof clusterInput>,
  archivedAt: Cluster['archivedAt'],
): Result<Cluster, FieldErrors> {
  const { stores, clock } = station;
  const zone = stores.zones.find(input.zoneId);
  if (!zone || zone.archivedAt !== null) return err({ zoneId: 'Chọn vùng phát trong danh sách' });
  const cluster = { id, ...input, changedAt: clock(), archivedAt };
  stores.clusters.change(cluster);
  return ok(cluster);
}

/** Out of use, or back in it: the log goes on naming it. */
export const archiveCluster = ({ stores, clock }: Station, cluster: Cluster, isArchived: boolean): void =>
  stores.clusters.change({ ...cluster, changedAt: clock(), archivedAt: isArchived ? clock() : null });

// the book ------------------------------------------------------------------------------------------------------------

const mendingFields = <S extends z.ZodType<string>>(day: S) => ({
  remedy: optionalText(300),
  mendedOn: optionalDay(day),
  doneBy: optionalText(80),
  cost: z.preprocess(
    (typed) => (typeof typed === 'string' ? typed.replace(/[.\s]/g, '') || 0 : typed),
    whole(10_000_000_000, 'Nhập số tiền bằng đồng').default(0),
  ),
});
export const checkInput = <S extends z.ZodType<string>>(day: S) =>
  z.object({ day, finding: choice(FINDING_LIST, 'Chọn tình trạng'), cause: optionalText(300), ...mendingFields(day) });
export const mendingInput = <S extends z.ZodType<string>>(day: S) => z.object({ ...mendingFields(day), mendedOn: day });

export function addCheck(
  station: Station,
  cluster: Cluster,
  input: Omit<ClusterCheck, 'id' | 'clusterId'>,
  by: number,
): Result<ClusterCheck, FieldErrors> {
  const { day, finding, mendedOn } = input;
  if (day > String(todayOf(station))) return err({ day: 'Ngày kiểm tra còn ở phía trước' });
  if (finding === 'good' && mendedOn !== null) return err({ mendedOn: 'Tình trạng tốt thì không có ngày khắc phục' });
  if (mendedOn !== null && (mendedOn < day || mendedOn > String(todayOf(station))))
    return err({ mendedOn: 'Ngày khắc phục phải từ ngày kiểm tra đến hôm nay' });
  return ok(station.stores.clusterChecks.add({ ...input, clusterId: cluster.id, madeBy: by, madeAt: station.clock() }));
}

export function mendFault(
  station: Station,
  check: ClusterCheck,
  mending: Pick<ClusterCheck, 'remedy' | 'doneBy' | 'cost'> & { readonly mendedOn: string },
): Result<undefined, FieldErrors> {
  if (mending.mendedOn < check.day || mending.mendedOn > String(todayOf(station)))
    return err({ mendedOn: 'Ngày khắc phục phải từ ngày kiểm tra đến hôm nay' });
  return station.stores.clusterChecks.mend(check.id, mending)
    ? ok(undefined)
    : err({ '': 'Sự cố này đã khắc phục rồi' });
}

// evidence of sounding (station.md §2.5) ------------------------------------------------------------------------------

export const HEARD = { yes: 'Đã nghe', no: 'Không phát', unknown: 'Không xác nhận được' } as const;
export type Heard = keyof typeof HEARD;
export const HEARD_LIST = Object.keys(HEARD) as [Heard, ...Heard[]];

export const evidenceInput = z.object({
  airingIds: z.array(z.coerce.number().int().positive()).min(1, 'Chọn ít nhất một lượt phát').max(500),
  clusters: z
    .array(
      z.object({
        id: z.string(),
        heard: z.enum(HEARD_LIST, 'Chọn kết quả của cụm loa có ghi chú'),
        note: optionalText(200),
      }),
    )
    .min(1, 'Ghi kết quả của ít nhất một cụm loa'),
});

/** What somebody heard, or was told by the village; what the device itself said is never overruled. Rows written. */
export function confirmHeard(
  station: Station,
  { airingIds, clusters }: z.output<typeof evidenceInput>,
  by: User,
): Result<number, FieldErrors> {
  const { stores, clock } = station;
  const all = stores.clusters.list();
  const airings = airingIds.map((id) => stores.airings.find(id)).filter((one): one is Airing => one !== undefined);
  if (airings.length < airingIds.length || airings.some(({ startedAt }) => startedAt === null))
    return err({ airingIds: 'Chỉ xác nhận được lượt đã phát' });
  const closed = airings.map(({ startedAt }) => closedRefusal(station, startedAt)).find((one) => one !== undefined);
  if (closed) return err({ '': closed });
  if (clusters.some(({ id }) => !all.some((one) => one.id === id))) return err({ clusters: 'Không có cụm loa này' });
  let written = 0;
  for (const airing of airings) {
    const known = stores.airingClusters.list(airing.id);
    for (const cluster of clustersOf(all, airing)) {
      const said = clusters.find(({ id }) => id === cluster.id);
      const before = known.find(({ clusterId }) => clusterId === cluster.id);
      const heard = said === undefined || said.heard === 'unknown' ? null : said.heard === 'yes';
      if (!said || before?.evidence === 'automatic' || (before && before.heard === heard && before.note === said.note))
        continue;
      stores.airingClusters.add({
        airingId: airing.id,
        clusterId: cluster.id,
        clusterName: cluster.name,
        evidence: heard === null ? 'none' : 'by-hand',
        heard,
        note: said.note,
        madeByName: by.name,
        madeAt: clock(),
      });
      written++;
    }
  }
  // What counts decides which issue comes next.
  if (written > 0) settle(station);
  return ok(written);
}
