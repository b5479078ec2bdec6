/** A page that has only something to say: not found, not allowed, gone wrong. */
import type { Child } from 'hono/jsx';
import { ButtonLink } from './parts.tsx';

export const MessagePage = ({ title, words }: { title: string; words: Child }) => (
  <div class="message">
    <h1>{title}</h1>
    <p>{words}</p>
    <ButtonLink href="/">Về trang chính</ButtonLink>
  </div>
);
