/** Who made an issue and the pages it draws on: in its form, and said on its page. */
import { CONTRIBUTOR_ROLES, type Contributor, roleWord } from '../src/core/contributors.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { lowerFirst } from '../src/core/vietnamese.ts';
import { type FormValues, Group, TextArea, textsOf } from './parts.tsx';

/** There is always a row to write in: an issue of a small station is made by three. */
const EMPTY = 2;
const LEAST = 3;

type Props = {
  values: FormValues;
  errors: FieldErrors;
  /** Names to offer: accounts, and whoever made an issue before. */
  names: readonly string[];
  /** As bảng kê nhuận bút has them. */
  genres: readonly string[];
};

export const CreditFields = ({ values, errors, names, genres }: Props) => {
  const [written, roles, kinds] = [textsOf(values, 'contributor'), textsOf(values, 'role'), textsOf(values, 'genre')];
  const rows = Array.from({ length: Math.max(LEAST, written.length + EMPTY) }, (_, i) => i);
  return (
    <>
      <Group
        name="contributors"
        label="Người thực hiện"
        hint="Phát thanh viên, biên tập, kỹ thuật, cộng tác viên … Tên ở đây vào bảng kê nhuận bút khi số này đã phát. Xóa tên là bỏ dòng."
        error={errors.contributors}
      >
        <datalist id="nguoi-thuc-hien">
          {names.map((name) => (
            <option value={name}></option>
          ))}
        </datalist>
        {rows.map((i) => (
          <div class="contributor">
            <input
              type="text"
              name="contributor"
              value={written[i] ?? ''}
              maxlength={120}
              list="nguoi-thuc-hien"
              autocomplete="off"
              placeholder="Họ tên"
              aria-label={`Họ tên người thứ ${i + 1}`}
            />
            <select name="role" aria-label={`Vai trò người thứ ${i + 1}`}>
              {CONTRIBUTOR_ROLES.map((role) => (
                <option value={role} selected={role === (roles[i] ?? USUAL[i] ?? 'collaborator')}>
                  {roleWord(role)}
                </option>
              ))}
            </select>
            <select name="genre" aria-label={`Thể loại của người thứ ${i + 1}`}>
              <option value="">Thể loại</option>
              {[...new Set([...genres, ...kinds])].filter(Boolean).map((genre) => (
                <option value={genre} selected={genre === kinds[i]}>
                  {genre}
                </option>
              ))}
            </select>
          </div>
        ))}
      </Group>
      <TextArea
        name="links"
        label="Liên kết (không bắt buộc)"
        hint="Trang tin, văn bản mà số này dựa vào; mỗi dòng một địa chỉ"
        value={values.links === undefined ? '' : textsOf(values, 'links').join('\n')}
        error={errors.links}
      />
    </>
  );
};

/** What the first rows of an empty form are for. */
const USUAL = ['presenter', 'editor', 'technician'] as const;

export const CreditFacts = (props: {
  contributors: readonly Contributor[];
  links: readonly string[];
  userNames: ReadonlyMap<number, string>;
}) => (
  <>
    {props.contributors.length > 0 && (
      <>
        <dt>Người thực hiện</dt>
        <dd>
          <ul>
            {props.contributors.map(({ name, role, genre, userId }) => (
              <li>
                {roleWord(role)}: {name}
                {userId !== null && ` (${props.userNames.get(userId)})`}
                {genre && `, ${lowerFirst(genre)}`}
              </li>
            ))}
          </ul>
        </dd>
      </>
    )}
    {props.links.length > 0 && (
      <>
        <dt>Liên kết</dt>
        <dd>
          <ul class="links">
            {props.links.map((href) => (
              <li>
                <a href={href} rel="noreferrer noopener" target="_blank">
                  {linkWords(href)}
                </a>
              </li>
            ))}
          </ul>
        </dd>
      </>
    )}
  </>
);

/** `dakto.gov.vn: /tin-tuc/hoa-don`: the host in full, so that nobody follows a link to where they did not mean to. */
function linkWords(href: string): string {
  const { host, pathname, search } = new URL(href);
  const rest = `${pathname}${search}`;
  const short = rest.length > 60 ? `${rest.slice(0, 60)}…` : rest;
  return rest === '/' ? host : `${host}: ${short}`;
}
