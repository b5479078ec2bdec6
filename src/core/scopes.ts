/**
 * What an API token may be used for: groups of nouns, to read or to write. A token does what its scopes and its owner's
 * roles both allow. A noun that is in no group is closed to every token that has scopes; pages are closed to them too.
 */

/** Noun groups, with the first part of the paths under /api/v1 that belong to each. */
export const SCOPE_GROUPS = {
  schedule: {
    label: 'Lịch phát, khung giờ',
    nouns: [
      ...['slots', 'slots.ics', 'exceptions', 'changes', 'weeks', 'playlist', 'calendar', 'special-days', 'day-types'],
      ...['calendar-feeds', 'session-templates', 'simulation', 'overrides', 'relay-probes', 'handovers', 'duty-shifts'],
    ],
  },
  programmes: {
    label: 'Chuyên mục, số, duyệt',
    nouns: ['programmes', 'episodes', 'topics', 'sole-modes', 'approval-deputies', 'notices'],
  },
  /** By itself: what is given to an agency that sends warnings opens nothing else. */
  bulletins: { label: 'Bản tin cấp trên', nouns: ['bulletins'] },
  library: { label: 'Kho tư liệu', nouns: ['recordings', 'uploads', 'storage'] },
  air: { label: 'Điều khiển phát, trực tiếp', nouns: ['on-air', 'commands', 'lives', 'clock-confirmations'] },
  emergency: {
    label: 'Phát khẩn cấp',
    nouns: ['emergencies', 'emergency-messages', 'emergency-speech', 'emergency-settings'],
  },
  log: {
    label: 'Nhật ký phát thanh',
    nouns: ['airings', 'entries', 'incidents', 'seals', 'chain', 'reconciliation', 'day-closings'],
  },
  plans: { label: 'Kế hoạch, tiến độ', nouns: ['plans', 'plan-drafts', 'obligations'] },
  reports: { label: 'Báo cáo, sổ sách', nouns: ['reports', 'report-periods', 'report-settings', 'books', 'fees'] },
  clusters: { label: 'Cụm loa', nouns: ['clusters', 'cluster-evidence'] },
  feedback: { label: 'Ý kiến phản ánh', nouns: ['feedback'] },
  settings: {
    label: 'Cấu hình, đầu ra, thông báo',
    nouns: ['settings', 'outputs', 'zones', 'notifications', 'mail-server', 'my-notifications', 'webhooks'],
  },
  people: {
    label: 'Người dùng, mã truy cập',
    nouns: ['people', 'substitutions', 'tokens', 'my-account', 'my-sessions', 'my-tokens', 'sign-in-settings', 'audit'],
  },
} as const satisfies Readonly<Record<string, { label: string; nouns: readonly string[] }>>;

export type ScopeGroup = keyof typeof SCOPE_GROUPS;
export type Scope = `${ScopeGroup}:${'read' | 'write'}`;
const GROUPS = Object.keys(SCOPE_GROUPS) as [ScopeGroup, ...ScopeGroup[]];
export const SCOPES = GROUPS.flatMap((group): Scope[] => [`${group}:read`, `${group}:write`]) as [Scope, ...Scope[]];

/** The scope a route of the API asks for; `undefined`: no scope opens it. `route`: "GET /api/v1/slots/:id". */
export function scopeOf(route: string): Scope | undefined {
  const [, method, noun] = /^(\w+) \/api\/v1\/([^/]+)/.exec(route) ?? [];
  const group = GROUPS.find((one) => (SCOPE_GROUPS[one].nouns as readonly string[]).includes(noun ?? ''));
  return group && `${group}:${method === 'GET' ? 'read' : 'write'}`;
}

/** Whoever may write may read. `granted` null: a token without scopes, which may all its owner may. */
export const isWithin = (asked: string, granted: readonly string[] | null): boolean =>
  granted === null || granted.includes(asked) || granted.includes(asked.replace(/:read$/, ':write'));

/** "Lịch phát, khung giờ (xem)". */
export function scopeWords(scope: string): string {
  const [group, deed] = scope.split(':');
  const label = SCOPE_GROUPS[group as ScopeGroup]?.label ?? scope;
  return `${label} (${deed === 'write' ? 'xem và sửa' : 'xem'})`;
}
