import { render } from 'preact';
import { prepareDocument } from '../shared/page-document.ts';
import { Options } from './options-view.tsx';

prepareDocument('options_title');
render(<Options />, document.body);
