/** Cụm loa: the register, what is found at one, and the words for both (domain/station.md §2.5, documents.md §3.6). */
import { type Airing, WHOLE_COMMUNE } from './model.ts';
import type { EpochMs } from './time.ts';

export const CLUSTER_KINDS = {
  'ip-4g': 'IP (4G)',
  'ip-lan': 'IP (mạng LAN)',
  fm: 'Không dây FM',
  wired: 'Hữu tuyến',
} as const;
export type ClusterKind = keyof typeof CLUSTER_KINDS;
export const CLUSTER_KIND_LIST = Object.keys(CLUSTER_KINDS) as [ClusterKind, ...ClusterKind[]];
/** FM and wired ones have no way back: whether they sounded is known only to whoever listened. */
export const canAnswer = (kind: ClusterKind): boolean => kind === 'ip-4g' || kind === 'ip-lan';

export const FINDINGS = { good: 'Tốt', poor: 'Kém', broken: 'Hỏng', disconnected: 'Mất kết nối' } as const;
export type Finding = keyof typeof FINDINGS;
export const FINDING_LIST = Object.keys(FINDINGS) as [Finding, ...Finding[]];

export type Cluster = {
  /** Its code. */
  readonly id: string;
  readonly name: string;
  readonly zoneId: string;
  readonly village: string;
  readonly place: string;
  readonly kind: ClusterKind;
  readonly speakers: number;
  readonly households: number | null;
  readonly device: string;
  /** Near a school, a clinic or a pagoda. */
  readonly isQuiet: boolean;
  readonly paused: boolean;
  readonly note: string;
  readonly changedAt: EpochMs;
  readonly archivedAt: EpochMs | null;
};

/** A line of the book. Days are ISO text; `cost` in đồng. A finding that is not good is a fault until it is mended. */
export type ClusterCheck = {
  readonly id: number;
  readonly clusterId: string;
  readonly day: string;
  readonly finding: Finding;
  readonly cause: string;
  readonly remedy: string;
  readonly mendedOn: string | null;
  readonly doneBy: string;
  readonly cost: number;
};

/**
 * Of the clusters that were to carry an airing: `ok` are known to have, `byHand` of them by ear and the others by their
 * own log; `failed` are known not to have; of the rest nobody knows (station.md §2.5).
 */
export type ClusterCount = {
  readonly ok: number;
  readonly byHand: number;
  readonly failed: number;
  readonly expected: number;
};
/** In figures frozen before levels were kept, `expected` were only those known of. */
export type ClusterSum = Pick<ClusterCount, 'ok' | 'expected'> & Partial<ClusterCount>;

/** Whether anybody knows of any. */
export const isAnyKnown = ({ ok, failed }: ClusterSum): boolean => ok > 0 || failed !== 0;

/** `11/12`, known to have sounded of those expected; empty while nobody knows of any. */
export const clusterFigure = (clusters: ClusterSum | null): string =>
  clusters !== null && isAnyKnown(clusters) ? `${clusters.ok}/${clusters.expected}` : '';

/** `8 tự động, 2 nghe trực tiếp, 2 không có xác nhận`: what there is of each level; empty where none was kept. */
export function clusterLevels(
  { ok, byHand, failed, expected }: ClusterSum,
  write: (n: number) => string = String,
): string {
  if (byHand === undefined || failed === undefined) return '';
  const levels: [number, string][] = [
    [ok - byHand, 'tự động'],
    [byHand, 'nghe trực tiếp'],
    [failed, 'không phát'],
    [expected - ok - failed, 'không có xác nhận'],
  ];
  return levels.flatMap(([n, words]) => (n > 0 ? `${write(n)} ${words}` : [])).join(', ');
}

/** `10/12 cụm: 8 tự động, 2 nghe trực tiếp, 2 không có xác nhận` */
export const clusterWords = (clusters: ClusterCount): string =>
  isAnyKnown(clusters)
    ? `${clusterFigure(clusters)} cụm: ${clusterLevels(clusters)}`
    : `Dự kiến ${clusters.expected} cụm, chưa có xác nhận`;

export const isOpenFault = ({ finding, mendedOn }: Pick<ClusterCheck, 'finding' | 'mendedOn'>): boolean =>
  finding !== 'good' && mendedOn === null;

export type ClusterState = Finding | 'paused' | 'unchecked';

/** By the worst of its open faults, the newest of equals; `checks` are its own, in any order. */
export function clusterState({ paused }: Pick<Cluster, 'paused'>, checks: readonly ClusterCheck[]): ClusterState {
  if (paused) return 'paused';
  const open = checks
    .filter(isOpenFault)
    .sort((a, b) => FINDING_LIST.indexOf(b.finding) - FINDING_LIST.indexOf(a.finding));
  const worst = open.find(({ finding }) => finding === 'broken') ?? open[0];
  return worst?.finding ?? (checks.length > 0 ? 'good' : 'unchecked');
}
export const clusterStateWord = (state: ClusterState): string =>
  state === 'paused' ? 'Tạm ngừng' : state === 'unchecked' ? 'Chưa kiểm tra' : FINDINGS[state];

/** Those that should have carried it: the whole commune's programme is for all whose zone had none of its own; a drill, for none. */
export const clustersOf = <C extends Pick<Cluster, 'zoneId' | 'paused'>>(
  clusters: readonly C[],
  { zoneId, zonesApart, kind }: Pick<Airing, 'zoneId' | 'zonesApart' | 'kind'>,
): C[] => {
  const isApart = (id: string) => zonesApart?.some((one) => one.zoneId === id && one.heard === 'none');
  const isMeant = (id: string) => kind !== 'drill' && (zoneId === WHOLE_COMMUNE ? !isApart(id) : id === zoneId);
  return clusters.filter((one) => !one.paused && isMeant(one.zoneId));
};
