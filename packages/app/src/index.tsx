import '@backstage/cli/asset-types';
import ReactDOM from 'react-dom/client';
import '@backstage/ui/css/styles.css';
import { app } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root to draw the app in');
ReactDOM.createRoot(root).render(app.createRoot());
