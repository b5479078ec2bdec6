/** What the library is narrowed to, as its address says it, and what the facets of a search are called. */
import type { FacetSelect } from '../../views/library-filter.tsx';
import { STATES } from '../../views/recording-parts.tsx';
import { LANGUAGES, languageWord } from '../core/languages.ts';
import type { RecordingState } from '../core/model.ts';
import { formatNumber } from '../core/vietnamese.ts';
import type { Facet, FacetCount, LibraryFilter } from '../storage/library.ts';
import type { Station } from './station.ts';

/** In the order of the page. */
const PARTS: readonly { facet: Facet; name: string; label: string }[] = [
  { facet: 'programme', name: 'chuyen-muc', label: 'Chuyên mục' },
  { facet: 'topic', name: 'chu-de', label: 'Chủ đề' },
  { facet: 'language', name: 'ngon-ngu', label: 'Ngôn ngữ phát' },
  { facet: 'state', name: 'trang-thai', label: 'Trạng thái' },
  { facet: 'aired', name: 'da-phat', label: 'Đã phát' },
  { facet: 'tag', name: 'nhan', label: 'Nhãn' },
];

/** Of values whose own name is no Vietnamese: as the address has them. */
const SLUGS: Readonly<Partial<Record<Facet, Readonly<Record<string, string>>>>> = {
  state: { received: 'da-nhan', checking: 'dang-kiem-tra', ready: 'san-sang', failed: 'khong-dung-duoc' },
  aired: { yes: 'co', no: 'chua' },
};

const slugOf = (facet: Facet, value: string): string => SLUGS[facet]?.[value] ?? value;
const facetValue = (facet: Facet, slug: string): string =>
  Object.entries(SLUGS[facet] ?? {}).find(([, one]) => one === slug)?.[0] ?? slug;

export function filterOf(query: Readonly<Record<string, string>>): LibraryFilter {
  const asked = PARTS.flatMap(({ facet, name }) =>
    query[name] ? [[facet, facetValue(facet, query[name])] as const] : [],
  );
  const { tim = '', 'luu-tru': archived } = query;
  return { search: tim.trim().slice(0, 200), archived: archived !== undefined, facets: Object.fromEntries(asked) };
}

/** The address of a filter; `sau`: of its page below that recording. */
export function libraryAddress({ search, archived, facets }: LibraryFilter, sau?: number): string {
  const query = new URLSearchParams({
    ...(search && { tim: search }),
    ...Object.fromEntries(
      PARTS.flatMap(({ facet, name }) => (facets[facet] === undefined ? [] : [[name, slugOf(facet, facets[facet])]])),
    ),
    ...(archived && { 'luu-tru': 'co' }),
    ...(sau !== undefined && { sau: String(sau) }),
  });
  return query.size > 0 ? `/kho-tu-lieu?${query}` : '/kho-tu-lieu';
}

/** Each facet as the form shows it: only values that would find something, and the one that is chosen. */
export function facetSelects(
  { stores }: Pick<Station, 'stores'>,
  { facets }: LibraryFilter,
  counts: readonly FacetCount[],
): FacetSelect[] {
  const words = facetWords(stores);
  return PARTS.flatMap(({ facet, name, label }) => {
    const found = new Map(counts.filter((one) => one.facet === facet).map(({ value, count }) => [value, count]));
    const chosen = facets[facet];
    if (chosen !== undefined && !found.has(chosen)) found.set(chosen, 0);
    if (found.size === 0) return [];
    const known = [...words[facet].keys()].filter((value) => found.has(value));
    const others = [...found.keys()].filter((value) => !words[facet].has(value));
    const options = [...known, ...others].map((value) => ({
      value: slugOf(facet, value),
      label: `${words[facet].get(value) ?? value} (${formatNumber(found.get(value)!)})`,
    }));
    return [{ name, label, value: chosen === undefined ? '' : slugOf(facet, chosen), options }];
  });
}

/** What each value is called, in the order people know them by: that of the plan, of the station, of the alphabet. */
function facetWords({ plans, programmes, library }: Station['stores']): Record<Facet, ReadonlyMap<string, string>> {
  const states: readonly RecordingState[] = ['ready', 'checking', 'received', 'failed'];
  const all = [...programmes.list(), ...programmes.list({ archived: true })];
  return {
    programme: new Map(all.map(({ id, name }) => [id, name])),
    topic: new Map(plans.topics().map(({ key, code, chip }) => [key, `${code} ${chip}`])),
    language: new Map(LANGUAGES.map((language) => [language, languageWord(language)])),
    state: new Map(states.map((state) => [state, STATES[state].word])),
    aired: new Map([
      ['yes', 'Đã phát'],
      ['no', 'Chưa phát lần nào'],
    ]),
    tag: new Map(library.tags().map((tag) => [tag, tag])),
  };
}
