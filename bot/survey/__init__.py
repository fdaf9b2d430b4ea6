"""What the screens of a live site look like: taking a survey, correcting a profile by it, seeing what has drifted."""
