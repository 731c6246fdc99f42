import { renderTemplate } from '../report/page.ts';
import type { AuditReport } from './report.ts';
import { viewOf } from './views.ts';

export const renderPage = (report: AuditReport): string => renderTemplate('audit/page', viewOf(report));
