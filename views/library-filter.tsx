/** What narrows the library: words as they are typed, and facets that say how much each value would find. */
import { Button, Field, Select } from './parts.tsx';

export type FacetSelect = {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

type FilterProps = { search: string; archived: boolean; facets: readonly FacetSelect[] };

/** Filters as one types; without the script, by its button. The box that is typed in is never swapped. */
export const LibraryFilterForm = ({ search, archived, facets }: FilterProps) => (
  <form
    method="get"
    action="/kho-tu-lieu"
    class="filter library-filter"
    aria-label="Tìm trong kho tư liệu"
    hx-get="/kho-tu-lieu"
    hx-trigger="input delay:200ms, submit"
    hx-sync="replace"
    hx-target="#recordings"
    hx-select="#recordings"
    hx-select-oob="#facets:outerMorph"
    hx-swap="outerHTML"
  >
    {archived && <input type="hidden" name="luu-tru" value="co" />}
    <Field
      name="tim"
      type="search"
      label="Tìm kiếm"
      value={search}
      hint="Tên, nhãn, chuyên mục, số; không cần dấu, gõ tắt được: cds, cchc"
      autocomplete="off"
      spellcheck={false}
    />
    <div id="facets" class="facets">
      {facets.map(({ name, label, value, options }) => (
        <Select name={name} label={label} value={value} options={[{ value: '', label: 'Tất cả' }, ...options]} />
      ))}
    </div>
    <Button icon="search">Tìm kiếm</Button>
  </form>
);
