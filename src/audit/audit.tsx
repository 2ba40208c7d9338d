import { render } from 'preact';
import { openAuditStore } from '../shared/audit-store.ts';
import { prepareDocument } from '../shared/page-document.ts';
import { AuditPage } from './audit-page.tsx';

prepareDocument('audit_title');
render(<AuditPage store={openAuditStore()} />, document.body);
