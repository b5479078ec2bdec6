/** The form of an issue. */
import { LANGUAGES, languageWord } from '../src/core/languages.ts';
import type { Programme, Recording, Topic } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, framesToMs } from '../src/core/time.ts';
import { formatClock, formatDate, lowerFirst } from '../src/core/vietnamese.ts';
import { addWords, type EpisodeSheet, RecordingPlayer } from './episode-parts.tsx';
import {
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  Group,
  PageHead,
  Select,
  TextArea,
  textOf,
  textsOf,
} from './parts.tsx';

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
  heardTopics: ReadonlySet<string>;
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
      <div class="side-by-side">
        <Field
          name="number"
          label={programme.issueWord === 'chuyên mục' ? 'Tháng' : 'Số thứ tự'}
          value={textOf(values, 'number')}
          inputmode="numeric"
          autocomplete="off"
          size={5}
          error={errors.number}
        />
        <Field
          name="year"
          label="Năm"
          value={textOf(values, 'year')}
          inputmode="numeric"
          autocomplete="off"
          size={5}
          error={errors.year}
        />
      </div>
      <Field name="title" label="Tiêu đề" value={textOf(values, 'title')} autocomplete="off" error={errors.title} />
      <Select
        name="language"
        label="Ngôn ngữ"
        hint="Một số có thể có nhiều bản, mỗi bản một thứ tiếng; mỗi bản có tệp âm thanh và được duyệt riêng"
        options={LANGUAGES.map((value) => ({ value, label: languageWord(value) }))}
        value={textOf(values, 'language')}
        error={errors.language}
      />
      <RecordingField {...props} />
      <div class="side-by-side">
        <DateField
          name="validFrom"
          label="Phát từ ngày (không bắt buộc)"
          value={textOf(values, 'validFrom')}
          error={errors.validFrom}
        />
        <DateField
          name="validUntil"
          label="Đến hết ngày"
          value={textOf(values, 'validUntil')}
          error={errors.validUntil}
        />
      </div>
      <p class="hint">Ngoài những ngày ấy số này không được chọn để phát, dù đã duyệt. Để trống: không giới hạn.</p>
      <Topics {...props} />
      <TextArea
        name="notes"
        label="Ghi chú (không bắt buộc)"
        hint="Nguồn tin, người đọc, liên kết đến trang tin"
        value={textOf(values, 'notes')}
        error={errors.notes}
      />
      <FormEnd button={episode ? 'Lưu' : addWords(programme)} cancel={props.cancel}>
        {saveWords(episode)}
      </FormEnd>
    </form>
  );
};

const saveWords = (episode: EpisodeSheet | undefined): string =>
  episode?.inForce
    ? 'Đổi tệp âm thanh thì phải duyệt lại; sửa chữ thì không. Lịch phát cập nhật ngay.'
    : 'Có âm thanh thì vào danh sách chờ duyệt; duyệt rồi mới được phát.';

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
        name="recordingId"
        label="Tệp âm thanh"
        hint={
          <>
            Mới nhất ở trên. Chưa có trong danh sách: <a href="/kho-tu-lieu">tải lên tệp mới</a> ở kho tư liệu, chờ kiểm
            tra xong rồi quay lại đây.
          </>
        }
        value={textOf(values, 'recordingId')}
        options={[
          { value: '', label: 'Chưa có âm thanh' },
          ...recordings.map((one) => ({ value: String(one.id), label: recordingWords(one, zone) })),
        ]}
        error={errors.recordingId}
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

const AREAS: Readonly<Record<string, string>> = { CĐS: 'Chuyển đổi số (CĐS)', CCHC: 'Cải cách hành chính (CCHC)' };

/** Grouped by area, that of the programme open; each is closed when nothing in it can be of interest. */
const Topics = ({ programme, values, errors, topics, heardTopics }: EpisodeFormProps) => {
  const chosen = textsOf(values, 'topics');
  const areas = [...new Set(topics.map(({ area }) => area))];
  if (areas.length === 0) return null;
  return (
    <Group
      name="topics"
      label="Nội dung tuyên truyền"
      hint="Chọn mọi chủ đề của kế hoạch mà số này nói đến"
      error={errors.topics}
    >
      {areas.map((area) => {
        const own = topics.filter((topic) => topic.area === area);
        const open = area === programme.area || own.some(({ key }) => chosen.includes(key));
        return (
          <details class="topics" open={open || !areas.includes(programme.area)}>
            <summary>{AREAS[area] ?? area}</summary>
            {own.map(({ key, code, chip, title }) => (
              <label class="choice" title={title}>
                <input type="checkbox" name="topics" value={key} checked={chosen.includes(key)} />
                <span>
                  <span class="code">{code}</span> {chip}
                  {!heardTopics.has(key) && <small>chưa phát lần nào</small>}
                </span>
              </label>
            ))}
          </details>
        );
      })}
    </Group>
  );
};
