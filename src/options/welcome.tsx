import { render } from 'preact';
import { prepareDocument } from '../shared/page-document.ts';
import { Welcome } from './welcome-view.tsx';

prepareDocument('welcome_title');
render(<Welcome />, document.body);
