/** What is wrong with the air at this moment, and what was in the last day. */
import { incidentDetail, incidentTodo, incidentWord } from '../src/core/incidents.ts';
import type { IncidentNow, TodayOnAir } from '../src/core/on-air.ts';
import { type DurationMs, durationMs } from '../src/core/time.ts';
import { formatDuration } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { type PartProps, timeOrDay } from './on-air.tsx';
import { Button } from './parts.tsx';

type Props = PartProps<TodayOnAir>;

const lasts = ({ endedAt }: IncidentNow): boolean => endedAt === null;

/** What still is so: at the top of the page, with what a person can do. */
export const LastingIncidents = ({ onAir, now, zone, may }: Props) => (
  <>
    {onAir.incidents.filter(lasts).map((incident) => (
      <div class="consequence incident" role="alert">
        <Icon name="warning" />
        <div>
          <p>
            <strong>{wordsOf(incident)}</strong>{' '}
            <span class="hint">
              {[incidentDetail(incident), `từ ${timeOrDay(incident.at, now, zone)}`].filter(Boolean).join(', ')}
            </span>
          </p>
          {incidentTodo(incident.kind) && <p>{incidentTodo(incident.kind)}</p>}
          {incident.kind === 'clock-implausible' && may('POST /dong-ho') && (
            <form method="post" action="/dong-ho" class="one-button">
              <Button tone="main" icon="play">
                Giờ đúng rồi, phát tiếp
              </Button>
            </form>
          )}
        </div>
      </div>
    ))}
  </>
);

export const RecentIncidents = ({ onAir, now, zone }: Props) => {
  const over = onAir.incidents.filter((incident) => !lasts(incident));
  return over.length === 0 ? (
    <p>
      Không có sự cố nào trong 24 giờ qua. Đầu ra đứt, bộ phát khởi động lại, mất tiếng: xảy ra lúc nào đều ghi ở đây.
    </p>
  ) : (
    <ul class="rows">
      {over.map((incident) => (
        <li>
          <span>
            {wordsOf(incident)}
            {incident.detail !== '' && <small>{incidentDetail(incident)}</small>}
            {lastedOf(incident) > 0 && <small>Kéo dài {formatDuration(lastedOf(incident))}</small>}
          </span>
          <small>{timeOrDay(incident.at, now, zone)}</small>
        </li>
      ))}
    </ul>
  );
};

const wordsOf = ({ kind, zoneName }: IncidentNow): string =>
  zoneName === null ? incidentWord(kind) : `${incidentWord(kind)}: ${zoneName}`;

const lastedOf = ({ at, endedAt }: IncidentNow): DurationMs => durationMs((endedAt ?? at) - at);
