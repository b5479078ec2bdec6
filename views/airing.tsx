/** One airing with everything the log knows of it. */
import { asCorrected } from '../src/core/correction.ts';
import type { Airing, Command, User } from '../src/core/model.ts';
import { type DurationMs, dayOf, type EpochMs, framesToMs } from '../src/core/time.ts';
import { formatClock, formatDateTime, formatDay, formatDuration, formatPercent } from '../src/core/vietnamese.ts';
import { airingKindWord, outcomeWord, reasonWord } from '../src/core/words.ts';
import { type Afterwards, CauseOf, Corrections, Fact, Proof, Right } from './airing-proof.tsx';
import { EvidenceOf } from './evidence.tsx';
import { atOf, seconds } from './log-parts.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { ButtonLink, PageHead } from './parts.tsx';

type AiringPageProps = {
  airing: Airing;
  command: Command | undefined;
  issuer: User | undefined;
  afterwards: Afterwards;
  /** What of it the aircheck has, and how much is missing. */
  heard: { readonly missing: DurationMs } | undefined;
  proof: Pick<Parameters<typeof EvidenceOf>[0], 'evidence' | 'excerpts' | 'mayAsk'>;
  zone: string;
};

export const AiringPage = ({ airing, command, issuer, afterwards, heard, proof, zone }: AiringPageProps) => {
  const moment = (at: EpochMs | null) => (at === null ? undefined : formatDateTime(at, zone, { seconds: true }));
  const { startedAt, totalFrames, episodeId, recordingId } = airing;
  const right = asCorrected(airing);
  return (
    <>
      <PageHead title={airing.title} lead={`Lượt phát số ${airing.id}, ${formatDay(dayOf(atOf(airing), zone))}`}>
        {airing.correction && right.outcome !== airing.outcome && <s>{outcomeWord(airing.outcome)}</s>}
        <OutcomeBadge outcome={right.outcome} />
        {afterwards.mayCorrect && airing.outcome !== 'on-air' && (
          <ButtonLink href={`/nhat-ky/${airing.id}/dinh-chinh`}>Đính chính</ButtonLink>
        )}
      </PageHead>
      {right.reason && (
        <p>
          <strong>{reasonWord(right.reason)}.</strong> {airing.detail}
        </p>
      )}
      <Corrections corrections={afterwards.corrections} airing={airing} zone={zone} />
      {startedAt !== null && <ListenAgain id={airing.id} heard={heard} />}
      {startedAt !== null && airing.outcome !== 'on-air' && <EvidenceOf id={airing.id} {...proof} zone={zone} />}
      <div class="columns airing">
        <section>
          <h2>Theo lịch và thực tế</h2>
          <dl class="facts">
            <Fact label="Bắt đầu theo lịch">{moment(airing.plannedStart) ?? 'Ngoài lịch'}</Fact>
            <Fact label="Bắt đầu thực tế">
              <Right was={moment(startedAt) ?? 'Không phát'} now={moment(right.startedAt) ?? 'Không phát'} />
            </Fact>
            <Fact label="Độ trễ">{airing.latenessMs !== null && `${seconds(airing.latenessMs)} giây`}</Fact>
            <Fact label="Kết thúc theo lịch">{moment(airing.plannedEnd)}</Fact>
            <Fact label="Kết thúc thực tế">
              {airing.outcome === 'on-air' ? (
                'Đang phát'
              ) : (
                <Right was={moment(airing.endedAt)} now={moment(right.endedAt)} />
              )}
            </Fact>
            {(startedAt ?? right.startedAt) !== null && (
              <>
                <Fact label="Thời lượng đã phát">
                  <Right
                    was={formatDuration(framesToMs(airing.playedFrames))}
                    now={formatDuration(framesToMs(right.playedFrames))}
                  />
                </Fact>
                <Fact label="Đã phát">
                  <Right was={formatPercent(airing.share)} now={formatPercent(right.share)} />
                  {totalFrames !== null && ` của ${formatDuration(framesToMs(totalFrames))}`}
                </Fact>
                <Fact label="Phát từ vị trí">
                  {airing.fromFrame > 0 ? `${formatClock(framesToMs(airing.fromFrame))} trong tệp` : 'Đầu tệp'}
                </Fact>
              </>
            )}
            <Fact label="Tiếp nối">
              {airing.continuesId !== null && (
                <a href={`/nhat-ky/${airing.continuesId}`}>Lượt phát số {airing.continuesId}, đã bị gián đoạn</a>
              )}
            </Fact>
            <Fact label="Phát bù">
              {airing.paysForId !== null && (
                <a href={`/nhat-ky/${airing.paysForId}`}>Cho lượt phát số {airing.paysForId}</a>
              )}
            </Fact>
            <Fact label="Người trực">{airing.onDuty}</Fact>
            <Fact label="Theo lệnh">
              {command &&
                `Phát ngay, do ${issuer?.name ?? 'người dùng đã xóa'} ra lệnh lúc ${moment(command.issuedAt)} (lệnh số ${command.id})`}
            </Fact>
          </dl>
        </section>
        <section>
          <h2>Nội dung</h2>
          <dl class="facts">
            <Fact label="Loại">{airingKindWord(airing)}</Fact>
            <Fact label="Vùng phát">{airing.zoneName}</Fact>
            <Fact label="Chuyên mục">
              {airing.programmeId && <a href={`/chuyen-muc/${airing.programmeId}`}>{airing.programmeName}</a>}
            </Fact>
            <Fact label="Số">{episodeId !== null && <a href={`/so/${episodeId}`}>{airing.episodeLabel}</a>}</Fact>
            <Fact label="Khung giờ">
              {airing.slotId && airing.recurrenceId && (
                <a href={`/lich-phat?ngay=${airing.recurrenceId}`}>Lịch phát ngày {isoToDate(airing.recurrenceId)}</a>
              )}
            </Fact>
            <Fact label="Tệp âm thanh">
              {recordingId !== null && <a href={`/kho-tu-lieu/${recordingId}`}>Tư liệu số {recordingId}</a>}
            </Fact>
            <Fact label="Mã băm tệp">{airing.playoutSha256 && <code>{airing.playoutSha256}</code>}</Fact>
          </dl>
        </section>
        <Proof airing={airing} afterwards={afterwards} zone={zone} />
        <CauseOf airing={right} afterwards={afterwards} zone={zone} />
      </div>
      <p>
        <ButtonLink href="/nhat-ky" icon="left">
          Về nhật ký
        </ButtonLink>
      </p>
    </>
  );
};

/** What went out on the air, from the aircheck. */
const ListenAgain = ({ id, heard }: { id: number; heard: AiringPageProps['heard'] }) => (
  <section class="listen-again" aria-labelledby="nghe-lai">
    <h2 id="nghe-lai">Nghe lại</h2>
    {heard === undefined ? (
      <p class="hint">Không còn bản ghi sóng của lượt phát này: chưa ghi được, hoặc đã quá thời hạn lưu ở Cấu hình.</p>
    ) : (
      <>
        {/* biome-ignore lint/a11y/useMediaCaption: what went out on the air has no captions */}
        <audio controls preload="none" src={`/nhat-ky/${id}/nghe-lai`} aria-label="Nghe lại lượt phát này"></audio>
        <p class="hint">
          Đúng âm thanh đã ra loa, kể cả khi bị ngắt.
          {heard.missing >= 1000 && ` Thiếu ${formatDuration(heard.missing)} không ghi được, nghe là khoảng lặng.`}{' '}
          <a href={`/nhat-ky/${id}/nghe-lai`} download={`luot-phat-${id}.wav`}>
            Tải về
          </a>
        </p>
      </>
    )}
  </section>
);

const isoToDate = (iso: string): string => iso.split('-').reverse().join('/');
