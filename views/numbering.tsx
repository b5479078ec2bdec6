/** What there is to say of the number in the form, under its fields; asked again with every change. */
import { Icon } from './icons.tsx';

export type Note = { readonly tone: 'warn' | 'plain'; readonly words: string };

export const NumberingNotes = ({ notes }: { notes: readonly Note[] }) => (
  <>
    {notes.map(({ tone, words }) => (
      <p class={tone === 'warn' ? 'hint numbering warn' : 'hint numbering'}>
        <Icon name={tone === 'warn' ? 'warning' : 'info'} />
        {words}.
      </p>
    ))}
  </>
);
