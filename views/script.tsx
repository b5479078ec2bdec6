/** Kịch bản: the script of an issue as its reading copy, and the form to write it in. */
import type { ReadingCopy } from '../src/core/reading-copy.ts';
import { ActionButton, Button, ButtonLink, EmptyState, ErrorSummary, FormEnd, PageHead, TextArea } from './parts.tsx';
import { sizeWords } from './recording-parts.tsx';
import { ReadingLines, type ScriptFileSheet, type ScriptSheet } from './script-parts.tsx';

type Props = {
  episode: { readonly id: number; readonly title: string };
  sheet: ScriptSheet;
  /** Of the script, if there is one. */
  copy: ReadingCopy | undefined;
  /** How often it was written. */
  revisions: number;
  /** Why a file was not taken. */
  refusal: string | undefined;
  mayEdit: boolean;
};

export const ScriptPage = (props: Props) => {
  const { episode, copy, sheet, revisions, mayEdit } = props;
  const path = `/so/${episode.id}/kich-ban`;
  const asked = sheet.script && sheet.script.revision < revisions ? `?lan=${sheet.script.revision}` : '';
  return (
    <div class="script">
      <div class="actions">
        <ButtonLink href={`/so/${episode.id}`} icon="left">
          Về trang của số
        </ButtonLink>
        {copy && (
          <ButtonLink href={`${path}.pdf${asked}`} icon="print">
            Bản đọc (PDF)
          </ButtonLink>
        )}
        {mayEdit && copy && (
          <ButtonLink href={`${path}/sua${asked}`} icon="pencil">
            {asked ? 'Viết lại từ bản này' : 'Sửa kịch bản'}
          </ButtonLink>
        )}
      </div>
      <ErrorSummary title="Chưa nhận được tệp" errors={props.refusal ? { tep: props.refusal } : undefined} />
      {copy ? (
        <Copy copy={copy} />
      ) : (
        <>
          <h1>{episode.title}</h1>
          <EmptyState
            title="Chưa có kịch bản"
            action={
              mayEdit && (
                <ButtonLink href={`${path}/sua`} tone="main" icon="pencil">
                  Soạn kịch bản
                </ButtonLink>
              )
            }
          >
            Soạn tại đây, hoặc tải tệp Word, tệp chữ lên: chữ trong tệp thành bản đọc khổ A4, cỡ chữ lớn, đánh số dòng.
          </EmptyState>
        </>
      )}
      <Revisions {...props} />
      <Files {...props} />
    </div>
  );
};

/** What is printed. */
const Copy = ({ copy }: { copy: ReadingCopy }) => (
  <article class="reading-copy">
    <p class="print-only">{copy.agency}</p>
    <p class="lead">
      {copy.programme} – {copy.issue}
    </p>
    <h1>{copy.title}</h1>
    {copy.notes.map((note) => (
      <p class="hint">{note}</p>
    ))}
    <ReadingLines lines={copy.lines} />
  </article>
);

const Revisions = ({ episode, sheet, revisions }: Props) => {
  if (revisions < 2) return null;
  return (
    <nav class="revisions" aria-label="Các bản viết">
      Các bản viết:{' '}
      {Array.from({ length: revisions }, (_, i) => i + 1).map((one) =>
        one === sheet.script?.revision ? (
          <strong>lần {one}</strong>
        ) : (
          <a href={`/so/${episode.id}/kich-ban${one === revisions ? '' : `?lan=${one}`}`}>lần {one}</a>
        ),
      )}
    </nav>
  );
};

const Files = ({ episode, sheet, mayEdit }: Props) => {
  const path = `/so/${episode.id}/kich-ban/tep`;
  if (sheet.files.length === 0 && !mayEdit) return null;
  return (
    <section class="script-files">
      <h2>Tệp kèm theo</h2>
      {sheet.files.length > 0 && (
        <ul>
          {sheet.files.map((file) => (
            <File file={file} path={`${path}/${file.id}`} episodeId={episode.id} mayEdit={mayEdit} />
          ))}
        </ul>
      )}
      {mayEdit && (
        <form method="post" action={path} enctype="multipart/form-data" class="in-line">
          <label>
            <span>Thêm tệp Word (.docx), tệp chữ (.txt) hoặc PDF, tối đa 5 MB</span>
            <input type="file" name="tep" id="f-tep" accept=".docx,.txt,.pdf" required />
          </label>
          <Button icon="upload">Tải lên</Button>
        </form>
      )}
    </section>
  );
};

const File = (props: { file: ScriptFileSheet; path: string; episodeId: number; mayEdit: boolean }) => {
  const { id, fileName, kind, bytes } = props.file;
  return (
    <li>
      <a href={props.path}>{fileName}</a> <span class="hint">{sizeWords(bytes)}</span>
      {props.mayEdit && (
        <span class="file-actions">
          {kind !== 'pdf' && <a href={`/so/${props.episodeId}/kich-ban/sua?tep=${id}`}>Lấy chữ từ tệp này</a>}
          <ActionButton action={`${props.path}/bo`} tone="plain">
            Bỏ tệp<span class="unseen"> {fileName}</span>
          </ActionButton>
        </span>
      )}
    </li>
  );
};

export const ScriptFormPage = (props: {
  episode: { readonly id: number; readonly title: string };
  label: string;
  text: string;
  error: string | undefined;
}) => {
  const path = `/so/${props.episode.id}/kich-ban`;
  return (
    <form method="post" action={path} class="form wide">
      <PageHead title="Soạn kịch bản" lead={`${props.label} · ${props.episode.title}`} />
      <ErrorSummary errors={props.error ? { text: props.error } : undefined} />
      <TextArea
        name="text"
        label="Lời đọc"
        rows={22}
        hint="Mỗi đoạn một dòng; để trống một dòng là nghỉ. Điều không đọc đặt trong ngoặc vuông: [nhạc cắt]. Bản đọc tự ngắt dòng và đánh số."
        value={props.text}
        error={props.error}
      />
      <FormEnd button="Lưu kịch bản" cancel={path}>
        Bản trước được giữ lại. Duyệt gắn với âm thanh, nên sửa kịch bản không làm mất duyệt.
      </FormEnd>
    </form>
  );
};
