import type { JSX } from 'solid-js';
import { Region } from '../../components/region.tsx';
import { SkeletonRows } from '../../components/skeletons.tsx';
import { auditRequest, privacyRequest } from '../../data/privacy-requests.ts';
import { createQuery } from '../../data/query.ts';
import { AuditList } from './audit-list.tsx';
import { PrivacyKept } from './privacy-kept.tsx';
import { PrivacyRemove } from './privacy-remove.tsx';
import './privacy.css';

/** What of requests is kept, what is taken out first, and how to take out more. */
export default function PrivacyPage(): JSX.Element {
  const privacy = createQuery(privacyRequest);
  const audit = createQuery(auditRequest);
  return (
    <div class="page privacy">
      <h1>Privacy</h1>
      <Region query={privacy} subject="the privacy settings" skeleton={<SkeletonRows count={10} />}>
        {(answer) => (
          <div class="page-part">
            <PrivacyKept answer={answer()} />
            <PrivacyRemove retentionMs={answer().retentionMs} onRemoved={audit.retry} />
          </div>
        )}
      </Region>
      <Region query={audit} subject="the audit list" skeleton={<SkeletonRows count={4} />}>
        {(answer) => <AuditList entries={answer()} />}
      </Region>
    </div>
  );
}
