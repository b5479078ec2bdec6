/** The form of an issue. */
import { LANGUAGES, languageWord } from '../src/core/languages.ts';
import type { Programme, Recording, Topic } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, framesToMs } from '../src/core/time.ts';
import { formatClock, formatDate, lowerFirst } from '../src/core/vietnamese.ts';
import { CreditFields } from './credit-fields.tsx';
import { addWords, type EpisodeSheet, RecordingPlayer } from './episode-parts.tsx';
import { type Note, NumberingNotes } from './numbering.tsx';
import {
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Select,
  TextArea,
  textOf,
} from './parts.tsx';
import { TopicChoice, type TopicHint } from './topic-choice.tsx';

type EpisodeFormProps = {
  programme: Programme;
  action: string;
  cancel: string;
  /** `undefined` for a new one. */
  episode: EpisodeSheet | undefined;
  values: FormValues;
  errors: FieldErrors;
  /** Leaf topics in the order of the plan. */
  topics: readonly Topic[];
  hints: ReadonlyMap<string, TopicHint>;
  numbering: readonly Note[];
  names: readonly string[];
  genres: readonly string[];
  /** Those that can be heard, newest first. */
  recordings: readonly Recording[];
  zone: string;
};

export const EpisodeFormPage = (props: EpisodeFormProps) => {
  const { programme, episode, values, errors } = props;
  return (
    <form method="post" action={props.action} class="form">
      <PageHead title={episode ? `Sửa ${lowerFirst(episode.label)}` : addWords(programme)} lead={programme.name} />
      <ErrorSummary errors={errors} />
      <div
        hx-get={`/chuyen-muc/${programme.id}/so/danh-so${episode ? `?cua=${episode.id}` : ''}`}
        hx-trigger="change, input delay:400ms"
        hx-sync="replace"
        hx-include="find .side-by-side"
        hx-target="#danh-so"
        hx-swap="innerHTML"
      >
        <div class="side-by-side">
          <Field
            {...fieldOf('number', values, errors)}
            label={programme.issueWord === 'chuyên mục' ? 'Tháng' : 'Số thứ tự'}
            inputmode="numeric"
            autocomplete="off"
            size={5}
          />
          <Field {...fieldOf('year', values, errors)} label="Năm" inputmode="numeric" autocomplete="off" size={5} />
          <Select
            {...fieldOf('language', values, errors)}
            label="Ngôn ngữ"
            options={LANGUAGES.map((value) => ({ value, label: languageWord(value) }))}
          />
        </div>
        <div id="danh-so" class="field" aria-live="polite">
          <NumberingNotes notes={props.numbering} />
        </div>
      </div>
      <Field {...fieldOf('title', values, errors)} label="Tiêu đề" autocomplete="off" />
      <RecordingField {...props} />
      <div class="side-by-side">
        <DateField {...fieldOf('validFrom', values, errors)} label="Phát từ ngày (không bắt buộc)" />
        <DateField {...fieldOf('validUntil', values, errors)} label="Đến hết ngày" />
      </div>
      <p class="hint">Ngoài những ngày ấy số này không được chọn để phát, dù đã duyệt. Để trống: không giới hạn.</p>
      <TopicChoice area={programme.area} values={values} errors={errors} topics={props.topics} hints={props.hints} />
      <CreditFields values={values} errors={errors} names={props.names} genres={props.genres} />
      <TextArea
        {...fieldOf('notes', values, errors)}
        label="Ghi chú (không bắt buộc)"
        hint="Nguồn tin, việc còn phải làm"
      />
      {!episode?.inForce && !episode?.isWaiting && (
        <label class="choice">
          <input
            type="checkbox"
            name="submit"
            value="co"
            checked={textOf(values, 'submit') !== '' || (!episode && Object.keys(errors).length === 0)}
          />
          <span>
            Trình duyệt ngay khi lưu
            <small>Khi đã có âm thanh; bỏ chọn thì lưu là bản nháp</small>
          </span>
        </label>
      )}
      <FormEnd button={episode ? 'Lưu' : addWords(programme)} cancel={props.cancel}>
        {saveWords(episode)}
      </FormEnd>
    </form>
  );
};

const saveWords = (episode: EpisodeSheet | undefined): string =>
  episode?.inForce
    ? 'Đổi tệp âm thanh thì phải duyệt lại; sửa chữ thì không. Lịch phát cập nhật ngay.'
    : 'Trình duyệt thì vào danh sách chờ duyệt; duyệt rồi mới được phát.';

const RecordingField = ({ values, errors, recordings, zone }: EpisodeFormProps) => {
  const chosen = recordings.find(({ id }) => String(id) === textOf(values, 'recordingId'));
  return (
    <div
      hx-get="/so/nghe"
      hx-trigger="change"
      hx-sync="replace"
      hx-include="find select"
      hx-target="#nghe-thu"
      hx-swap="innerHTML"
    >
      <Select
        {...fieldOf('recordingId', values, errors)}
        label="Tệp âm thanh"
        hint={
          <>
            Mới nhất ở trên. Chưa có trong danh sách: <a href="/kho-tu-lieu">tải lên tệp mới</a> ở kho tư liệu, chờ kiểm
            tra xong rồi quay lại đây.
          </>
        }
        options={[
          { value: '', label: 'Chưa có âm thanh' },
          ...recordings.map((one) => ({ value: String(one.id), label: recordingWords(one, zone) })),
        ]}
      />
      <div id="nghe-thu" class="field" aria-live="polite">
        <ChosenRecording recording={chosen} />
      </div>
    </div>
  );
};

const recordingWords = ({ title, playoutFrames, uploadedAt }: Recording, zone: string): string =>
  [title, playoutFrames === null ? '' : formatClock(framesToMs(playoutFrames)), formatDate(dayOf(uploadedAt, zone))]
    .filter(Boolean)
    .join(' · ');

/** The player under the choice, for the page and for htmx when another is chosen. */
export const ChosenRecording = ({ recording }: { recording: Recording | undefined }) =>
  recording ? <RecordingPlayer recordingId={recording.id} label={recording.title} /> : null;
