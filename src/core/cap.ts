/**
 * Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010): one XML document becomes an alert, or every fault it has, each
 * with its clause.
 */
import { ALERT, type CapFault, type Element, readAlertElement, short } from './cap-xml.ts';
import { err, ok, type Result } from './result.ts';
import { type EpochMs, parseInstant } from './time.ts';

export const CAP_STATUSES = ['Actual', 'Exercise', 'System', 'Test', 'Draft'] as const;
export const CAP_MESSAGES = ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] as const;
export const CAP_SCOPES = ['Public', 'Restricted', 'Private'] as const;
export const CAP_CATEGORIES = [
  ...['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire'],
  ...['Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other'],
] as readonly string[];
export const CAP_RESPONSES = [
  ...['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None'],
] as readonly string[];
export const CAP_URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const CAP_SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export const CAP_CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;

/** Another message: a triple of `<references>`. */
export type CapReference = { readonly sender: string; readonly identifier: string; readonly sent: EpochMs };

export type CapInfo = {
  /** RFC 3066; `en-US` when it does not say. */
  readonly language: string;
  readonly categories: readonly string[];
  readonly event: string;
  readonly responses: readonly string[];
  readonly urgency: (typeof CAP_URGENCIES)[number];
  readonly severity: (typeof CAP_SEVERITIES)[number];
  readonly certainty: (typeof CAP_CERTAINTIES)[number];
  readonly audience: string;
  readonly effective: EpochMs | null;
  readonly onset: EpochMs | null;
  readonly expires: EpochMs | null;
  readonly senderName: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  readonly web: string;
  readonly contact: string;
  readonly areas: readonly string[];
};

export type CapAlert = CapReference & {
  readonly status: (typeof CAP_STATUSES)[number];
  readonly msgType: (typeof CAP_MESSAGES)[number];
  readonly source: string;
  readonly scope: (typeof CAP_SCOPES)[number];
  readonly restriction: string;
  readonly note: string;
  readonly references: readonly CapReference[];
  readonly infos: readonly CapInfo[];
};

const INFO = '3.2.2';
const RESOURCE = '3.2.3';
const AREA = '3.2.4';

export function parseCap(xml: string): Result<CapAlert, CapFault[]> {
  const faults: CapFault[] = [];
  const root = readAlertElement(xml, faults);
  if (!root.ok) return err([root.error]);
  const alert = readAlert(root.value);
  return faults.length > 0 ? err(faults) : ok(alert);
}

// the tables of clause 3.2 ------------------------------------------------------------------------------------------------

function readAlert(alert: Element): CapAlert {
  const key = (name: 'identifier' | 'sender'): string => {
    const text = alert.required(name, ALERT);
    if (/[\s,<&]/.test(text)) alert.wrong(ALERT, `<${name}> không được có dấu cách, dấu phẩy, < hay &`);
    return text;
  };
  const identifier = key('identifier');
  const sender = key('sender');
  const sentText = alert.required('sent', ALERT);
  const sent = sentText === '' ? (0 as EpochMs) : alert.instant('sent', sentText);
  const status = alert.oneOf('status', CAP_STATUSES, ALERT);
  const msgType = alert.oneOf('msgType', CAP_MESSAGES, ALERT);
  const scope = alert.oneOf('scope', CAP_SCOPES, ALERT);
  const restriction = alert.text('restriction', ALERT);
  if (scope === 'Restricted' && restriction === '')
    alert.wrong(ALERT, '<scope> là Restricted nên phải có <restriction>');
  if (scope === 'Private' && alert.text('addresses', ALERT) === '')
    alert.wrong(ALERT, '<scope> là Private nên phải có <addresses>');
  const references = readReferences(alert);
  if (msgType !== 'Alert' && references.length === 0)
    alert.wrong(ALERT, `<msgType> là ${msgType} nên phải có <references> nói bản tin trước`);
  return {
    ...{ identifier, sender, sent, status, msgType, scope, restriction, references },
    source: alert.text('source', ALERT),
    note: alert.text('note', ALERT),
    infos: alert.elements('info').map(readInfo),
  };
}

/** `sender,identifier,sent`, parted by spaces. */
function readReferences(alert: Element): CapReference[] {
  const triples = alert.text('references', ALERT).split(/\s+/).filter(Boolean);
  return triples.flatMap((triple) => {
    const [sender = '', identifier = '', sent = '', ...more] = triple.split(',');
    const at = parseInstant(sent);
    if (sender !== '' && identifier !== '' && at !== undefined && more.length === 0)
      return [{ sender, identifier, sent: at }];
    alert.wrong(ALERT, `<references> “${short(triple)}” phải viết như người-gửi,mã,thời-điểm-gửi`);
    return [];
  });
}

function readInfo(info: Element): CapInfo {
  const categories = info.manyOf('category', CAP_CATEGORIES, INFO);
  if (categories.length === 0) info.wrong(INFO, 'Thiếu <category>');
  const certainty = info.texts('certainty')[0] === 'Very Likely'; // of CAP 1.0; to be read as Likely
  for (const resource of info.elements('resource')) {
    resource.required('resourceDesc', RESOURCE);
    resource.required('mimeType', RESOURCE);
  }
  return {
    categories,
    language: info.text('language', INFO) || 'en-US',
    event: info.required('event', INFO),
    responses: info.manyOf('responseType', CAP_RESPONSES, INFO),
    urgency: info.oneOf('urgency', CAP_URGENCIES, INFO),
    severity: info.oneOf('severity', CAP_SEVERITIES, INFO),
    certainty: certainty ? 'Likely' : info.oneOf('certainty', CAP_CERTAINTIES, INFO),
    audience: info.text('audience', INFO),
    effective: info.time('effective', INFO),
    onset: info.time('onset', INFO),
    expires: info.time('expires', INFO),
    senderName: info.text('senderName', INFO),
    headline: info.text('headline', INFO),
    description: info.text('description', INFO),
    instruction: info.text('instruction', INFO),
    web: info.text('web', INFO),
    contact: info.text('contact', INFO),
    areas: info.elements('area').map(readArea),
  };
}

const POINT = /^-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?$/;

function readArea(area: Element): string {
  for (const polygon of area.texts('polygon')) {
    const points = polygon.split(/\s+/);
    if (points.length < 4 || points[0] !== points.at(-1) || !points.every((one) => POINT.test(one)))
      area.wrong(AREA, '<polygon> phải có ít nhất bốn điểm “vĩ độ,kinh độ”, điểm cuối trùng điểm đầu');
  }
  for (const circle of area.texts('circle')) {
    const [centre = '', radius = '', ...more] = circle.split(/\s+/);
    if (!POINT.test(centre) || !/^\d+(?:\.\d+)?$/.test(radius) || more.length > 0)
      area.wrong(AREA, '<circle> phải viết như “14.66,107.82 5” (tâm, bán kính km)');
  }
  if (area.texts('ceiling').length > 0 && area.texts('altitude').length === 0)
    area.wrong(AREA, 'Có <ceiling> thì phải có <altitude>');
  return area.required('areaDesc', AREA);
}
