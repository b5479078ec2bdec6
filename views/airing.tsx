/** One airing with everything the log knows of it. */
import type { Child } from 'hono/jsx';
import type { Airing, Command, User } from '../src/core/model.ts';
import { dayOf, type EpochMs, framesToMs } from '../src/core/time.ts';
import { formatClock, formatDateTime, formatDay, formatDuration, formatPercent } from '../src/core/vietnamese.ts';
import { airingKindWord, reasonWord } from '../src/core/words.ts';
import { atOf, seconds } from './log-parts.tsx';
import { OutcomeBadge } from './outcome.tsx';
import { ButtonLink, PageHead } from './parts.tsx';

type AiringPageProps = { airing: Airing; command: Command | undefined; issuer: User | undefined; zone: string };

export const AiringPage = ({ airing, command, issuer, zone }: AiringPageProps) => {
  const moment = (at: EpochMs | null) => (at === null ? undefined : formatDateTime(at, zone, { seconds: true }));
  const { startedAt, totalFrames, episodeId, recordingId } = airing;
  return (
    <>
      <PageHead title={airing.title} lead={`Lượt phát số ${airing.id}, ${formatDay(dayOf(atOf(airing), zone))}`}>
        <OutcomeBadge outcome={airing.outcome} />
      </PageHead>
      {airing.reason && (
        <p>
          <strong>{reasonWord(airing.reason)}.</strong> {airing.detail}
        </p>
      )}
      <div class="columns airing">
        <section>
          <h2>Theo lịch và thực tế</h2>
          <dl class="facts">
            <Fact label="Bắt đầu theo lịch">{moment(airing.plannedStart) ?? 'Ngoài lịch'}</Fact>
            <Fact label="Bắt đầu thực tế">{moment(startedAt) ?? 'Không phát'}</Fact>
            <Fact label="Độ trễ">{airing.latenessMs !== null && `${seconds(airing.latenessMs)} giây`}</Fact>
            <Fact label="Kết thúc theo lịch">{moment(airing.plannedEnd)}</Fact>
            <Fact label="Kết thúc thực tế">{airing.outcome === 'on-air' ? 'Đang phát' : moment(airing.endedAt)}</Fact>
            {startedAt !== null && (
              <>
                <Fact label="Thời lượng đã phát">{formatDuration(framesToMs(airing.playedFrames))}</Fact>
                <Fact label="Đã phát">
                  {formatPercent(airing.share)}
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
      </div>
      <p>
        <ButtonLink href="/nhat-ky" icon="left">
          Về nhật ký
        </ButtonLink>
      </p>
    </>
  );
};

/** Nothing to say, nothing shown. */
const Fact = ({ label, children }: { label: string; children?: Child }) =>
  children ? (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  ) : null;

const isoToDate = (iso: string): string => iso.split('-').reverse().join('/');
