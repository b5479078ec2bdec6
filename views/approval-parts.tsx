/** What pages show of an issue between its editor and its approver: history, remarks with places in the sound, what was heard. */
import type { PropsWithChildren } from 'hono/jsx';
import {
  type EpisodeStep,
  heardState,
  heardWords,
  remarkParts,
  type SoleMode,
  stepWords,
} from '../src/core/approval.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { type DurationMs, dayOf, type EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative, formatDateTime } from '../src/core/vietnamese.ts';
import type { EpisodeSheet } from './episode-parts.tsx';
import { Icon } from './icons.tsx';
import { ActionButton, Button, StatusBadge } from './parts.tsx';

export type StepSheet = EpisodeStep & { /** '' when nobody did it. */ readonly byName: string };
export type Heard = { readonly heardMs: DurationMs; readonly lengthMs: DurationMs };

/** What whoever looks may decide on an issue, and what they should know as they do. */
export type DeskSheet = {
  /** By how it came to the desk; undefined: from before this was kept. */
  readonly submitted: StepSheet | undefined;
  /** What an approver asked for the last time. */
  readonly sentBack: StepSheet | undefined;
  /** There is something to read along. */
  readonly hasScript: boolean;
  /** How the last approval came to be void. */
  readonly voided: StepSheet | undefined;
  readonly heard: Heard;
  /** They had a hand in it. */
  readonly isOwn: boolean;
  /** Holds now, so that they may approve what they had a hand in. */
  readonly sole: SoleMode | undefined;
};

/** What the last press of a button was refused for, with what was typed. */
export type Refusal = {
  readonly episodeId: number;
  readonly errors: FieldErrors;
  readonly remark: string;
  readonly soleReason: string;
};

/** Where what was played of an issue is told. */
export const listeningOf = ({ id, playoutSha256 }: Pick<EpisodeSheet, 'id' | 'playoutSha256'>) => ({
  tellsTo: `/duyet/${id}/da-nghe`,
  playoutSha256,
});
export const playerOf = (episodeId: number): string => `nghe-${episodeId}`;

// listening -----------------------------------------------------------------------------------------------------------

/** Around a player: the script tells the station what was played of it, and shows the answer. */
export const Listening = (
  props: PropsWithChildren<{ tellsTo: string; playoutSha256: string | null; heard: Heard; mayApprove: boolean }>,
) =>
  props.mayApprove ? (
    <div class="listening" data-listens={props.tellsTo} data-sound={props.playoutSha256}>
      {props.children}
      <p class="hint" data-heard>
        {heardWords(props.heard.heardMs, props.heard.lengthMs)}
      </p>
    </div>
  ) : (
    <>{props.children}</>
  );

export const HeardBadge = ({ heardMs, lengthMs }: Heard) => {
  const tone = { whole: 'good', part: 'busy', none: 'warn' } as const;
  return <StatusBadge tone={tone[heardState(heardMs, lengthMs)]}>{heardWords(heardMs, lengthMs)}</StatusBadge>;
};

/** A place in the sound is a link: with the script to the player of that id, without it to the sound itself. */
export const Remark = (props: { remark: string; recordingId: number | null; player: string }) => (
  <span class="typed">
    {remarkParts(props.remark).map(({ words, at }) =>
      at === null || props.recordingId === null ? (
        words
      ) : (
        <a
          href={`/kho-tu-lieu/${props.recordingId}/am-thanh#t=${at / 1000}`}
          data-seeks={props.player}
          data-at={at}
          aria-label={`Nghe tại ${words}`}
        >
          {words}
        </a>
      ),
    )}
  </span>
);

// for the approver ----------------------------------------------------------------------------------------------------

const Complaint = ({ id, words }: { id: string; words: string | undefined }) =>
  words === undefined ? null : (
    <p class="complaint" role="alert" id={id}>
      <Icon name="warning" />
      {words}
    </p>
  );

/** Approves exactly the sound that this page lets one hear; or sends it back with a remark. */
export const DecisionForms = (props: { episode: EpisodeSheet; desk: DeskSheet; refusal?: Refusal | undefined }) => {
  const { episode, desk, refusal } = props;
  const remark = `y-kien-${episode.id}`;
  const sound = <input type="hidden" name="playoutSha256" value={episode.playoutSha256 ?? ''} />;
  const played = <input type="hidden" name="ranges" />;
  return (
    <div class="decision" data-player={playerOf(episode.id)}>
      <Complaint id={`${remark}-chung`} words={refusal?.errors[''] ?? refusal?.errors.playoutSha256} />
      {desk.isOwn && !desk.sole ? (
        <p class="hint">
          Bạn có tham gia làm số này nên người khác phải duyệt. Nếu đài chỉ có một người, người quản trị đặt{' '}
          <a href="/duyet/uy-quyen">chế độ một người</a>.
        </p>
      ) : (
        <form method="post" action={`/duyet/${episode.id}`} class="approval">
          {sound}
          {played}
          {desk.isOwn && desk.sole && <SoleNote sole={desk.sole} id={`ly-do-${episode.id}`} refusal={refusal} />}
          <Button tone="main" icon="check">
            Duyệt
          </Button>
        </form>
      )}
      <details class="send-back" open={refusal?.errors.remark !== undefined}>
        <summary>Trả lại hoặc không duyệt…</summary>
        <form method="post" action={`/duyet/${episode.id}/tra-lai`}>
          {sound}
          {played}
          <label for={remark}>Điều cần sửa, hoặc lý do không duyệt</label>
          <p class="hint" id={`${remark}-hint`}>
            Viết “tại 03:20” để người biên tập bấm vào nghe đúng chỗ.
          </p>
          <Complaint id={`${remark}-error`} words={refusal?.errors.remark} />
          <textarea
            id={remark}
            name="remark"
            rows={3}
            required
            maxlength={2000}
            aria-describedby={`${remark}-hint${refusal?.errors.remark ? ` ${remark}-error` : ''}`}
          >
            {refusal?.remark}
          </textarea>
          <button type="button" class="button" hidden data-place-into={remark}>
            <Icon name="pin" />
            Ghi chỗ đang nghe
          </button>
          <div class="actions">
            <Button icon="return" name="kind" value="returned">
              Trả lại để sửa
            </Button>
            <Button tone="danger" icon="cross" name="kind" value="rejected">
              Không duyệt
            </Button>
          </div>
        </form>
      </details>
    </div>
  );
};

const SoleNote = ({ sole, id, refusal }: { sole: SoleMode; id: string; refusal: Refusal | undefined }) => (
  <div class="field">
    <p class="hint">Chế độ một người: {sole.reason}. Được ghi lại và in trong sổ duyệt.</p>
    <label for={id}>Ghi thêm (không bắt buộc)</label>
    <input id={id} name="soleReason" value={refusal?.soleReason} maxlength={500} autocomplete="off" />
  </div>
);

// for the editor ------------------------------------------------------------------------------------------------------

/** What its editor may do next with an issue that has sound; nothing where that is no step of theirs. */
export const EditorSteps = ({ episode }: { episode: EpisodeSheet }) => {
  if (episode.archivedAt !== null || episode.playoutSha256 === null || episode.inForce) return null;
  if (episode.isWaiting)
    return (
      <ActionButton action={`/so/${episode.id}/thu-hoi-trinh`} icon="return">
        Thu hồi để sửa tiếp
      </ActionButton>
    );
  return (
    <ActionButton action={`/so/${episode.id}/trinh-duyet`} tone="main" icon="check">
      {episode.state === 'draft' ? 'Trình duyệt' : 'Trình duyệt lại'}
    </ActionButton>
  );
};

/** What an approver asked for, where the editor reads it first. */
export const SentBack = (props: { step: StepSheet; recordingId: number | null; zone: string }) => {
  const { step, recordingId, zone } = props;
  return (
    <div class="consequence">
      <Icon name={step.kind === 'rejected' ? 'cross' : 'return'} />
      <div>
        <p>
          <strong>{stepWords(step)}</strong>
          {step.byName && ` · ${step.byName}`}, {formatDateTime(step.at, zone)}
        </p>
        <p>
          <Remark remark={step.remark} recordingId={recordingId} player={playerOf(step.episodeId)} />
        </p>
      </div>
    </div>
  );
};

// history -------------------------------------------------------------------------------------------------------------

type Extra = { readonly words: readonly string[] };

/** Newest first; `extras`: what stands beside the step of an approval, by its id. */
export const StepHistory = (props: {
  steps: readonly StepSheet[];
  extras: ReadonlyMap<number, Extra>;
  recordingId: number | null;
  created: { readonly at: EpochMs; readonly byName: string };
  zone: string;
}) => (
  <ol class="history">
    {props.steps.map((step) => (
      <li>
        <strong>{stepWords(step)}</strong>
        <small>
          {step.byName && `${step.byName}, `}
          {formatDateTime(step.at, props.zone)}
          {step.origin === 'api' && ', qua API'}
        </small>
        {step.remark !== '' && (
          <p>
            <Remark remark={step.remark} recordingId={props.recordingId} player={playerOf(step.episodeId)} />
          </p>
        )}
        {step.kind === 'approved' &&
          props.extras.get(step.approvalId ?? 0)?.words.map((words) => <small>{words}</small>)}
      </li>
    ))}
    <li>
      <strong>Soạn</strong>
      <small>
        {props.created.byName && `${props.created.byName}, `}
        {formatDateTime(props.created.at, props.zone)}
      </small>
    </li>
  </ol>
);

/** `đến hết ngày 15/9/2025`: of an instant that is not in it any more. */
export const untilWords = (until: EpochMs, zone: string): string =>
  `đến hết ngày ${formatDateAdministrative(dayOf((until - 1) as EpochMs, zone))}`;
