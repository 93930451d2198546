import { Route, Routes } from 'react-router-dom';
import { ScorecardPage } from './ScorecardPage';
import { ScorecardsPage } from './ScorecardsPage';

export function ScorecardsRouter() {
  return (
    <Routes>
      <Route path="/" element={<ScorecardsPage />} />
      <Route path="/:namespace/:name" element={<ScorecardPage />} />
    </Routes>
  );
}
