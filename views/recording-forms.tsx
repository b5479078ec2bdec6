/** The forms of one recording: its name and tags, and what is asked before it is put away or made anew. */
import type { Recording } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { ConfirmForm, ErrorSummary, Field, FormEnd, PageHead } from './parts.tsx';
import { address } from './recording-parts.tsx';

const SHOWN_TAGS = 12;

export const RenamePage = ({
  recording,
  title,
  tags,
  known,
  errors,
}: {
  recording: Recording;
  title: string;
  /** With commas between. */
  tags: string;
  /** Those in use, the commonest first. */
  known: readonly string[];
  errors: FieldErrors;
}) => (
  <form method="post" action={address(recording)} class="form">
    <PageHead title="Sửa tên gọi, nhãn" lead={recording.fileName} />
    <ErrorSummary errors={errors} />
    <Field
      name="title"
      label="Tên gọi"
      value={title}
      autocomplete="off"
      hint="Để tìm và chọn tệp; không đọc trên sóng, không ghi vào nhật ký"
      error={errors.title}
    />
    <Field
      name="tags"
      label="Nhãn"
      value={tags}
      autocomplete="off"
      hint={['Ngăn bằng dấu phẩy.', known.length > 0 && `Đang dùng: ${known.slice(0, SHOWN_TAGS).join(', ')}.`]
        .filter(Boolean)
        .join(' ')}
      error={errors.tags}
    />
    <FormEnd button="Lưu" cancel={address(recording)}>
      Âm thanh và tên tệp gốc giữ nguyên.
    </FormEnd>
  </form>
);

/** `used`: what needs it, in words; then the answer says that these were read. */
export const ConfirmArchivePage = ({ recording, used }: { recording: Recording; used: string | undefined }) => (
  <ConfirmForm
    title={`Lưu trữ “${recording.title}”`}
    consequence={`${used ?? 'Tệp này chưa dùng ở đâu.'} Tệp không hiện trong danh sách nữa, không chọn được cho số mới; nhật ký phát thanh không đổi. Có thể khôi phục.`}
    action={`${address(recording)}/luu-tru`}
    button={used === undefined ? 'Lưu trữ' : 'Vẫn lưu trữ'}
    cancel={address(recording)}
    fields={used === undefined ? {} : { 'da-biet': 'co' }}
  />
);

/** What makes a new copy changes what was approved; `settings`: in words, what it will be like. */
export const ConfirmRemakePage = (props: { recording: Recording; used: string | undefined; settings: string }) => (
  <ConfirmForm
    title={`Chuẩn hóa lại “${props.recording.title}”`}
    consequence={`Bản phát được làm lại từ tệp gốc: ${props.settings}. Nếu âm thanh thay đổi thì duyệt cũ hết hiệu lực, phải nghe và duyệt lại. Trong khi làm, bản cũ vẫn dùng. ${props.used ?? ''}`}
    action={`${address(props.recording)}/chuan-hoa-lai`}
    button="Chuẩn hóa lại"
    cancel={address(props.recording)}
  />
);
